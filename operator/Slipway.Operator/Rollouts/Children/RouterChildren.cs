using System.Text.Json;
using Slipway.Api.Rollouts;
using Slipway.Contracts;
using Slipway.Contracts.Serving;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Reconciling;

namespace Slipway.Operator.Rollouts.Children;

/// <summary>Route table, Deployment and Service of the router; the Service has the Rollout's name and is what clients call.</summary>
internal static class RouterChildren
{
    public static ConfigMap Routes(Rollout rollout, RouteTable table) => new()
    {
        Metadata = ChildMetadata.For(rollout, rollout.RoutesName(), RolloutNames.Router),
        Data = new Dictionary<string, string> { [RolloutNames.RoutesKey] = JsonSerializer.Serialize(table, ContractsJson.Default.RouteTable) },
    };

    public static Deployment Deployment(Rollout rollout, string image)
    {
        var selector = Selector(rollout);
        return new Deployment
        {
            Metadata = ChildMetadata.For(rollout, rollout.RouterName(), RolloutNames.Router),
            Spec = new DeploymentSpec
            {
                Replicas = rollout.Spec.Router.Replicas,
                Selector = new LabelSelector { MatchLabels = selector },
                Strategy = PredictorChildren.RollingUpdate(),
                Template = ServerPod.Template(new ServerPodParts
                {
                    Component = RolloutNames.Router,
                    Image = image,
                    Args =
                    [
                        "router",
                        $"--config={RolloutNames.RoutesFolder}/{RolloutNames.RoutesKey}",
                        $"--port={RolloutNames.Port}",
                        $"--admin-port={RolloutNames.AdminPort}",
                    ],
                    Labels = ChildMetadata.Labels(rollout, RolloutNames.Router),
                    Selector = selector,
                    Placement = rollout.Spec.Router,
                    Ports = [("http", RolloutNames.Port), ("admin", RolloutNames.AdminPort)],
                    MetricsPort = RolloutNames.AdminPort,
                    ProbePort = RolloutNames.AdminPort,
                    ReadyPath = "/readyz",
                    LivePath = "/healthz",
                    Volumes = [new Volume { Name = "routes", ConfigMap = new ConfigMapVolumeSource { Name = rollout.RoutesName() } }],
                    Mounts = [new VolumeMount { Name = "routes", MountPath = RolloutNames.RoutesFolder, ReadOnly = true }],
                }),
            },
        };
    }

    public static Service Service(Rollout rollout) => new()
    {
        Metadata = ChildMetadata.For(rollout, rollout.Metadata.Name!, RolloutNames.Router),
        Spec = new ServiceSpec
        {
            Type = "ClusterIP",
            Selector = Selector(rollout),
            Ports = [new ServicePort { Name = "http", Port = RolloutNames.Port, TargetPort = RolloutNames.Port, Protocol = "TCP" }],
        },
    };

    public static PodDisruptionBudget Budget(Rollout rollout) => new()
    {
        Metadata = ChildMetadata.For(rollout, rollout.RouterName(), RolloutNames.Router),
        Spec = PredictorChildren.OneAtATime(Selector(rollout)),
    };

    private static Dictionary<string, string> Selector(Rollout rollout) => new()
    {
        [RolloutNames.RolloutLabel] = ChildMetadata.LabelValue(rollout.Metadata.Name!),
        [RolloutNames.ComponentLabel] = RolloutNames.Router,
    };
}
