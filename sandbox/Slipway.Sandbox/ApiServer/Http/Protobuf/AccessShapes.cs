using static Slipway.Sandbox.ApiServer.Http.Protobuf.ProtobufShape;
using static Slipway.Sandbox.ApiServer.Http.Protobuf.ProtobufType;

namespace Slipway.Sandbox.ApiServer.Http.Protobuf;

/// <summary>Roles, bindings and the question what somebody may do.</summary>
internal static class AccessShapes
{
    private static readonly ProtobufShape Rule = Of(
        (1, new("verbs", Text, Repeated: true)),
        (2, new("apiGroups", Text, Repeated: true)),
        (3, new("resources", Text, Repeated: true)),
        (4, new("resourceNames", Text, Repeated: true)),
        (5, new("nonResourceURLs", Text, Repeated: true)));

    private static readonly ProtobufShape Subject = Of((1, new("kind", Text)), (2, new("apiGroup", Text)), (3, new("name", Text)), (4, new("namespace", Text)));

    private static readonly ProtobufShape ResourceAttributes = Of(
        (1, new("namespace", Text)), (2, new("verb", Text)), (3, new("group", Text)), (4, new("version", Text)), (5, new("resource", Text)), (6, new("subresource", Text)), (7, new("name", Text)));

    public static readonly ProtobufShape Role = CommonShapes.Object((2, new("rules", Message, Rule, Repeated: true)));

    public static readonly ProtobufShape Binding = CommonShapes.Object(
        (2, new("subjects", Message, Subject, Repeated: true)),
        (3, new("roleRef", Message, Of((1, new("apiGroup", Text)), (2, new("kind", Text)), (3, new("name", Text))))));

    public static readonly ProtobufShape AccessReview = CommonShapes.Object((2, new("spec", Message, Of(
        (1, new("resourceAttributes", Message, ResourceAttributes)),
        (2, new("nonResourceAttributes", Message, Of((1, new("path", Text)), (2, new("verb", Text)))))))));
}
