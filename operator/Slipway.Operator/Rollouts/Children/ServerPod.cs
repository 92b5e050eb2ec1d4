using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Api;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Steps;

namespace Slipway.Operator.Rollouts.Children;

/// <summary>What predictor and router pods have in common: restricted, without a token, scraped, spread over nodes, drained before they end.</summary>
internal static class ServerPod
{
    public static JsonObject Template(ServerPodParts parts)
    {
        var template = new PodTemplateSpec
        {
            Metadata = new ObjectMeta
            {
                Labels = parts.Labels,
                Annotations = new Dictionary<string, string>
                {
                    ["prometheus.io/scrape"] = "true",
                    ["prometheus.io/port"] = parts.MetricsPort.ToString(CultureInfo.InvariantCulture),
                    ["prometheus.io/path"] = "/metrics",
                },
            },
            Spec = new PodSpec
            {
                AutomountServiceAccountToken = false,
                TerminationGracePeriodSeconds = 30,
                NodeSelector = PlacedPod.NodeSelector(parts.Placement),
                Affinity = PlacedPod.Affinity(parts.Placement),
                Tolerations = PlacedPod.Tolerations(parts.Placement),
                PriorityClassName = parts.Placement.PriorityClassName,
                RuntimeClassName = parts.Placement.RuntimeClassName,
                SecurityContext = new JsonObject
                {
                    ["runAsNonRoot"] = true,
                    ["seccompProfile"] = new JsonObject { ["type"] = "RuntimeDefault" },
                },
                TopologySpreadConstraints = Spread(parts.Selector),
                Containers = [Container(parts)],
                Volumes = [.. parts.Volumes, new Volume { Name = "tmp", EmptyDir = [] }],
            },
        };
        var tree = JsonSerializer.SerializeToNode(template, KubernetesJson.Default.PodTemplateSpec)!.AsObject();
        PodVolumes.Add(tree, parts.Placement);
        return tree;
    }

    private static Container Container(ServerPodParts parts) => new()
    {
        Name = parts.Component,
        Image = parts.Image,
        Args = parts.Args,
        EnvFrom = parts.Secret is null
            ? null
            : new JsonArray(new JsonObject { ["secretRef"] = new JsonObject { ["name"] = parts.Secret.Name } }),
        Ports = [.. parts.Ports.Select(port => new ContainerPort { Name = port.Name, Number = port.Number, Protocol = "TCP" })],
        Resources = PlacedPod.Resources(parts.Placement),
        VolumeMounts = [.. parts.Mounts, new VolumeMount { Name = "tmp", MountPath = "/tmp" }],
        ReadinessProbe = HttpProbe(parts.ReadyPath, parts.ProbePort, period: 1, failures: 3),
        LivenessProbe = HttpProbe(parts.LivePath, parts.ProbePort, period: 10, failures: 6),
        TerminationMessagePolicy = "FallbackToLogsOnError",
        SecurityContext = new JsonObject
        {
            ["allowPrivilegeEscalation"] = false,
            ["readOnlyRootFilesystem"] = true,
            ["capabilities"] = new JsonObject { ["drop"] = new JsonArray("ALL") },
        },
    };

    private static Probe HttpProbe(string path, int port, int period, int failures) => new()
    {
        HttpGet = new HttpGetAction { Path = path, Port = port },
        PeriodSeconds = period,
        TimeoutSeconds = 2,
        FailureThreshold = failures,
    };

    private static JsonArray Spread(IReadOnlyDictionary<string, string> selector) =>
        new(new JsonObject
        {
            ["maxSkew"] = 1,
            ["topologyKey"] = "kubernetes.io/hostname",
            ["whenUnsatisfiable"] = "ScheduleAnyway",
            ["labelSelector"] = new JsonObject
            {
                ["matchLabels"] = new JsonObject(selector.Select(label => KeyValuePair.Create(label.Key, (JsonNode?)JsonValue.Create(label.Value)))),
            },
        });
}

/// <summary>What tells a predictor pod from a router pod.</summary>
internal sealed record ServerPodParts
{
    public required string Component { get; init; }

    public required string Image { get; init; }

    public required IReadOnlyList<string> Args { get; init; }

    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>Labels by which the pods are found; a part of <see cref="Labels"/>.</summary>
    public required IReadOnlyDictionary<string, string> Selector { get; init; }

    public required PodPlacement Placement { get; init; }

    public required IReadOnlyList<(string Name, int Number)> Ports { get; init; }

    public required int MetricsPort { get; init; }

    public required int ProbePort { get; init; }

    public required string ReadyPath { get; init; }

    public required string LivePath { get; init; }

    public SecretReference? Secret { get; init; }

    public IReadOnlyList<Volume> Volumes { get; init; } = [];

    public IReadOnlyList<VolumeMount> Mounts { get; init; } = [];
}
