using static Slipway.Sandbox.ApiServer.Http.Protobuf.ProtobufShape;
using static Slipway.Sandbox.ApiServer.Http.Protobuf.ProtobufType;

namespace Slipway.Sandbox.ApiServer.Http.Protobuf;

/// <summary>What makes pods, as far as kubectl's flags can describe a pod.</summary>
internal static class WorkloadShapes
{
    // Sent also where nothing is in it, and then part of the object.
    private static readonly ProtobufShape Nothing = Of();

    private static readonly ProtobufShape Container = Of(
        (1, new("name", Text)),
        (2, new("image", Text)),
        (3, new("command", Text, Repeated: true)),
        (4, new("args", Text, Repeated: true)),
        (6, new("ports", Message, Of((1, new("name", Text)), (3, new("containerPort", Integer)), (4, new("protocol", Text))), Repeated: true)),
        (7, new("env", Message, Of((1, new("name", Text)), (2, new("value", Text))), Repeated: true)),
        (8, new("resources", Message, Nothing)),
        (14, new("imagePullPolicy", Text)));

    private static readonly ProtobufShape Template = CommonShapes.Object(
        (2, new("spec", Message, Of((2, new("containers", Message, Container, Repeated: true)), (3, new("restartPolicy", Text))))));

    public static readonly ProtobufShape DeploymentSpec = Of(
        (1, new("replicas", Integer)), (2, new("selector", Message, CommonShapes.LabelSelector)), (3, new("template", Message, Template)), (4, new("strategy", Message, Nothing)));

    public static readonly ProtobufShape JobSpec = Of(
        (1, new("parallelism", Integer)), (2, new("completions", Integer)), (6, new("template", Message, Template)), (7, new("backoffLimit", Integer)));

    public static readonly ProtobufShape CronJobSpec = Of(
        (1, new("schedule", Text)), (3, new("concurrencyPolicy", Text)), (4, new("suspend", Flag)), (5, new("jobTemplate", Message, CommonShapes.Object((2, new("spec", Message, JobSpec))))));
}
