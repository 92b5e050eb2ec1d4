using static Slipway.Sandbox.ApiServer.Http.Protobuf.ProtobufType;

namespace Slipway.Sandbox.ApiServer.Http.Protobuf;

/// <summary>The messages that are read, with the field numbers of Kubernetes' generated.proto files.</summary>
internal static class ProtobufShapes
{
    private static readonly ProtobufShape OwnerReference = Shape((5, new("apiVersion", Text)), (1, new("kind", Text)), (3, new("name", Text)), (4, new("uid", Text)), (6, new("controller", Flag)), (7, new("blockOwnerDeletion", Flag)));

    private static readonly ProtobufShape Metadata = Shape(
        (1, new("name", Text)),
        (2, new("generateName", Text)),
        (3, new("namespace", Text)),
        (5, new("uid", Text)),
        (6, new("resourceVersion", Text)),
        (11, new("labels", TextMap)),
        (12, new("annotations", TextMap)),
        (13, new("ownerReferences", Message, OwnerReference, Repeated: true)),
        (14, new("finalizers", Text, Repeated: true)));

    private static readonly ProtobufShape ObjectReference = Shape((1, new("kind", Text)), (2, new("namespace", Text)), (3, new("name", Text)), (4, new("uid", Text)), (5, new("apiVersion", Text)));

    private static readonly ProtobufShape ResourceAttributes = Shape(
        (1, new("namespace", Text)), (2, new("verb", Text)), (3, new("group", Text)), (4, new("version", Text)), (5, new("resource", Text)), (6, new("subresource", Text)), (7, new("name", Text)));

    private static readonly ProtobufShape NonResourceAttributes = Shape((1, new("path", Text)), (2, new("verb", Text)));

    public static readonly IReadOnlyDictionary<string, ProtobufShape> Kinds = new Dictionary<string, ProtobufShape>(StringComparer.Ordinal)
    {
        ["Namespace"] = Shape((1, new("metadata", Message, Metadata))),
        ["ConfigMap"] = Shape((1, new("metadata", Message, Metadata)), (2, new("data", TextMap)), (3, new("binaryData", BytesMap)), (4, new("immutable", Flag))),
        ["Secret"] = Shape((1, new("metadata", Message, Metadata)), (2, new("data", BytesMap)), (3, new("type", Text)), (4, new("stringData", TextMap)), (5, new("immutable", Flag))),
        ["ServiceAccount"] = Shape((1, new("metadata", Message, Metadata)), (2, new("secrets", Message, ObjectReference, Repeated: true)), (4, new("automountServiceAccountToken", Flag))),
        ["SelfSubjectReview"] = Shape((1, new("metadata", Message, Metadata))),
        ["SelfSubjectAccessReview"] = Shape(
            (1, new("metadata", Message, Metadata)),
            (2, new("spec", Message, Shape((1, new("resourceAttributes", Message, ResourceAttributes)), (2, new("nonResourceAttributes", Message, NonResourceAttributes)))))),
        ["SelfSubjectRulesReview"] = Shape((1, new("metadata", Message, Metadata)), (2, new("spec", Message, Shape((1, new("namespace", Text)))))),
        ["DeleteOptions"] = Shape((1, new("gracePeriodSeconds", Integer)), (4, new("propagationPolicy", Text)), (5, new("dryRun", Text, Repeated: true))),
    };

    private static ProtobufShape Shape(params (int Number, ProtobufMember Member)[] fields) => new(fields.ToDictionary(f => f.Number, f => f.Member));
}
