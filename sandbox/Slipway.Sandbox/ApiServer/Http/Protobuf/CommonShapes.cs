using static Slipway.Sandbox.ApiServer.Http.Protobuf.ProtobufShape;
using static Slipway.Sandbox.ApiServer.Http.Protobuf.ProtobufType;

namespace Slipway.Sandbox.ApiServer.Http.Protobuf;

/// <summary>What all kinds are made of.</summary>
internal static class CommonShapes
{
    private static readonly ProtobufShape OwnerReference = Of((5, new("apiVersion", Text)), (1, new("kind", Text)), (3, new("name", Text)), (4, new("uid", Text)), (6, new("controller", Flag)), (7, new("blockOwnerDeletion", Flag)));

    public static readonly ProtobufShape Metadata = Of(
        (1, new("name", Text)),
        (2, new("generateName", Text)),
        (3, new("namespace", Text)),
        (5, new("uid", Text)),
        (6, new("resourceVersion", Text)),
        (11, new("labels", TextMap)),
        (12, new("annotations", TextMap)),
        (13, new("ownerReferences", Message, OwnerReference, Repeated: true)),
        (14, new("finalizers", Text, Repeated: true)));

    public static readonly ProtobufShape LabelSelector = Of(
        (1, new("matchLabels", TextMap)),
        (2, new("matchExpressions", Message, Of((1, new("key", Text)), (2, new("operator", Text)), (3, new("values", Text, Repeated: true))), Repeated: true)));

    /// <summary>A kind: metadata, which is the first field of all of them, and what is its own.</summary>
    public static ProtobufShape Object(params (int Number, ProtobufMember Member)[] fields) => Of([(1, new("metadata", Message, Metadata)), .. fields]);
}
