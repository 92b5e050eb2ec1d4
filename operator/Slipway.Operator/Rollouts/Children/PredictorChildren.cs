using System.Text.Json.Nodes;
using Slipway.Api.ModelVersions;
using Slipway.Api.Rollouts;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Reconciling;

namespace Slipway.Operator.Rollouts.Children;

/// <summary>Deployment and Service of one revision.</summary>
internal static class PredictorChildren
{
    public static Deployment Deployment(Rollout rollout, RevisionStatus revision, ModelVersion version, string image)
    {
        var metadata = ChildMetadata.For(rollout, revision.Name, RolloutNames.Predictor);
        var labels = Labels(rollout, revision);
        var selector = Selector(rollout, revision);
        return new Deployment
        {
            Metadata = metadata with { Labels = labels },
            Spec = new DeploymentSpec
            {
                Replicas = rollout.Spec.Server.Replicas,
                Selector = new LabelSelector { MatchLabels = selector },
                Strategy = RollingUpdate(),
                Template = ServerPod.Template(new ServerPodParts
                {
                    Component = RolloutNames.Predictor,
                    Image = image,
                    Args = Arguments(revision, version),
                    Labels = labels,
                    Selector = selector,
                    Placement = rollout.Spec.Server,
                    Ports = [("http", RolloutNames.Port)],
                    MetricsPort = RolloutNames.Port,
                    ProbePort = RolloutNames.Port,
                    ReadyPath = "/v2/health/ready",
                    LivePath = "/v2/health/live",
                    Secret = version.Spec.SecretRef,
                    Volumes = LookupTables.AreReadBy(version) ? [new Volume { Name = "lookups", ConfigMap = new ConfigMapVolumeSource { Name = rollout.LookupsName() } }] : [],
                    Mounts = LookupTables.AreReadBy(version) ? [new VolumeMount { Name = "lookups", MountPath = RolloutNames.LookupsFolder, ReadOnly = true }] : [],
                }),
            },
        };
    }

    public static Service Service(Rollout rollout, RevisionStatus revision) => new()
    {
        Metadata = ChildMetadata.For(rollout, revision.Name, RolloutNames.Predictor) with { Labels = Labels(rollout, revision) },
        Spec = new ServiceSpec
        {
            Type = "ClusterIP",
            Selector = Selector(rollout, revision),
            Ports = [new ServicePort { Name = "http", Port = RolloutNames.Port, TargetPort = RolloutNames.Port, Protocol = "TCP" }],
        },
    };

    public static PodDisruptionBudget Budget(Rollout rollout, RevisionStatus revision) => new()
    {
        Metadata = ChildMetadata.For(rollout, revision.Name, RolloutNames.Predictor) with { Labels = Labels(rollout, revision) },
        Spec = OneAtATime(Selector(rollout, revision)),
    };

    /// <summary>Voluntary disruptions, such as the draining of a node, may take one pod at a time.</summary>
    public static PodDisruptionBudgetSpec OneAtATime(IReadOnlyDictionary<string, string> selector) =>
        new() { MaxUnavailable = 1, Selector = new LabelSelector { MatchLabels = selector } };

    // Never fewer pods than wanted: the new one is ready before an old one goes.
    public static JsonObject RollingUpdate() => new()
    {
        ["type"] = "RollingUpdate",
        ["rollingUpdate"] = new JsonObject { ["maxSurge"] = 1, ["maxUnavailable"] = 0 },
    };

    private static List<string> Arguments(RevisionStatus revision, ModelVersion version)
    {
        var arguments = new List<string>
        {
            "predictor",
            $"--model-uri={version.Spec.Artifact.Uri}",
            $"--model-digest={revision.Digest}",
            $"--model-name={version.Spec.Model}",
            $"--model-version={revision.Version}",
            $"--revision={revision.Name}",
            $"--port={RolloutNames.Port}",
        };
        if (version.Spec.Provenance?.FeatureDigest is { } features) arguments.Add($"--feature-digest={features}");
        if (LookupTables.AreReadBy(version)) arguments.Add($"--lookups-config={RolloutNames.LookupsFolder}/{RolloutNames.LookupsKey}");
        return arguments;
    }

    private static Dictionary<string, string> Labels(Rollout rollout, RevisionStatus revision) =>
        new(ChildMetadata.Labels(rollout, RolloutNames.Predictor))
        {
            [RolloutNames.RevisionLabel] = revision.Name,
            ["app.kubernetes.io/version"] = revision.Version,
        };

    private static Dictionary<string, string> Selector(Rollout rollout, RevisionStatus revision) => new()
    {
        [RolloutNames.RolloutLabel] = ChildMetadata.LabelValue(rollout.Metadata.Name!),
        [RolloutNames.RevisionLabel] = revision.Name,
    };
}
