using static Slipway.Sandbox.ApiServer.Http.Protobuf.ProtobufShape;
using static Slipway.Sandbox.ApiServer.Http.Protobuf.ProtobufType;

namespace Slipway.Sandbox.ApiServer.Http.Protobuf;

/// <summary>The messages that are read, with the field numbers of Kubernetes' generated.proto files: what kubectl's typed commands can set.</summary>
internal static class ProtobufShapes
{
    private static readonly ProtobufShape ObjectReference = Of((1, new("kind", Text)), (2, new("namespace", Text)), (3, new("name", Text)), (4, new("uid", Text)), (5, new("apiVersion", Text)));

    private static readonly ProtobufShape ServicePort = Of(
        (1, new("name", Text)), (2, new("protocol", Text)), (3, new("port", Integer)), (4, new("targetPort", IntegerOrText)), (6, new("appProtocol", Text)));

    private static readonly ProtobufShape ServiceSpec = Of(
        (1, new("ports", Message, ServicePort, Repeated: true)), (2, new("selector", TextMap)), (3, new("clusterIP", Text)), (4, new("type", Text)), (10, new("externalName", Text)));

    private static readonly ProtobufShape BudgetSpec = Of(
        (1, new("minAvailable", IntegerOrText)), (2, new("selector", Message, CommonShapes.LabelSelector)), (3, new("maxUnavailable", IntegerOrText)));

    public static readonly IReadOnlyDictionary<string, ProtobufShape> Kinds = new Dictionary<string, ProtobufShape>(StringComparer.Ordinal)
    {
        ["Namespace"] = CommonShapes.Object(),
        ["ConfigMap"] = CommonShapes.Object((2, new("data", TextMap)), (3, new("binaryData", BytesMap)), (4, new("immutable", Flag))),
        ["Secret"] = CommonShapes.Object((2, new("data", BytesMap)), (3, new("type", Text)), (4, new("stringData", TextMap)), (5, new("immutable", Flag))),
        ["Service"] = CommonShapes.Object((2, new("spec", Message, ServiceSpec))),
        ["ServiceAccount"] = CommonShapes.Object((2, new("secrets", Message, ObjectReference, Repeated: true)), (4, new("automountServiceAccountToken", Flag))),
        ["Deployment"] = CommonShapes.Object((2, new("spec", Message, WorkloadShapes.DeploymentSpec))),
        ["Job"] = CommonShapes.Object((2, new("spec", Message, WorkloadShapes.JobSpec))),
        ["CronJob"] = CommonShapes.Object((2, new("spec", Message, WorkloadShapes.CronJobSpec))),
        ["PodDisruptionBudget"] = CommonShapes.Object((2, new("spec", Message, BudgetSpec))),
        ["PriorityClass"] = CommonShapes.Object((2, new("value", Integer)), (3, new("globalDefault", Flag)), (4, new("description", Text)), (5, new("preemptionPolicy", Text))),
        ["Role"] = AccessShapes.Role,
        ["ClusterRole"] = AccessShapes.Role,
        ["RoleBinding"] = AccessShapes.Binding,
        ["ClusterRoleBinding"] = AccessShapes.Binding,
        ["SelfSubjectReview"] = CommonShapes.Object(),
        ["SelfSubjectAccessReview"] = AccessShapes.AccessReview,
        ["SelfSubjectRulesReview"] = CommonShapes.Object((2, new("spec", Message, Of((1, new("namespace", Text)))))),
        ["DeleteOptions"] = Of((1, new("gracePeriodSeconds", Integer)), (4, new("propagationPolicy", Text)), (5, new("dryRun", Text, Repeated: true))),
    };
}
