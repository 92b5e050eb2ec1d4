using Slipway.Api;
using Slipway.Api.TrainingJobs;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Steps;

/// <summary>Everything that a step's Job is made from.</summary>
internal sealed record StepTemplate
{
    /// <summary>Path of the specification in the container.</summary>
    public const string SpecFolder = "/etc/slipway/step";

    /// <summary>Name of the container; templates of users refer to it.</summary>
    public const string Container = "trainer";

    /// <summary>The object that the step belongs to, as the server returned it.</summary>
    public required IKubernetesObject Owner { get; init; }

    /// <summary>Name of the Job and of the ConfigMap.</summary>
    public required string Name { get; init; }

    /// <summary>The step: <c>snapshot</c>, <c>train</c>.</summary>
    public required string Step { get; init; }

    /// <summary>The specification as JSON.</summary>
    public required string SpecJson { get; init; }

    /// <summary>Image.</summary>
    public required string Image { get; init; }

    /// <summary>Command instead of the image's own.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>Arguments. Default: the step's name.</summary>
    public IReadOnlyList<string>? Args { get; init; }

    /// <summary>What the pod needs and where it may run.</summary>
    public PodPlacement? Placement { get; init; }

    /// <summary>Where its data may be processed; null for anywhere.</summary>
    public IReadOnlyList<string>? Jurisdictions { get; init; }

    /// <summary>Secrets whose keys become environment variables.</summary>
    public IReadOnlyList<SecretReference> Secrets { get; init; } = [];

    /// <summary>Key of a Secret that is mounted as a file, the key of pseudonyms.</summary>
    public SecretKey? SecretFile { get; init; }

    /// <summary>How its pods tell how far they have come; null for not at all.</summary>
    public StepProgressAccess? Progress { get; init; }

    /// <summary>How often it is tried again.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>Longest time, tries included.</summary>
    public Duration? Deadline { get; init; }

    /// <summary>Number of worker pods that find each other; all start or none.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>Number of pods that share the work without knowing of each other, each by its index.</summary>
    public int Parallelism { get; init; } = 1;

    /// <summary>Pods of the Job.</summary>
    public int Pods => Math.Max(Workers, Parallelism);

    /// <summary>Labels by which Kueue takes the Job into a queue; none for no queue.</summary>
    public IReadOnlyDictionary<string, string> Queue { get; init; } = new Dictionary<string, string>();

    /// <summary>How Volcano starts the pods together; null for the cluster's own scheduler.</summary>
    public VolcanoPolicy? Volcano { get; init; }

    /// <summary>How close the workers have to be.</summary>
    public TopologyRequest? Topology { get; init; }

    /// <summary>Pod template of the user, under what is set here.</summary>
    public System.Text.Json.Nodes.JsonObject? Template { get; init; }
}
