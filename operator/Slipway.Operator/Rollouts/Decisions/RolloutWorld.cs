using Slipway.Api.ModelVersions;
using Slipway.Api.Rollouts;
using Slipway.Operator.Rollouts.Analysis;

namespace Slipway.Operator.Rollouts.Decisions;

/// <summary>Everything that a decision about one Rollout may depend on.</summary>
internal sealed record RolloutWorld
{
    public required Rollout Rollout { get; init; }

    /// <summary>Versions of the model family.</summary>
    public required IReadOnlyList<ModelVersion> Versions { get; init; }

    /// <summary>Revisions that have a Deployment, by name.</summary>
    public required IReadOnlyDictionary<string, RevisionState> Revisions { get; init; }

    /// <summary>What the router pods say of their routes.</summary>
    public required RouterState Routers { get; init; }

    /// <summary>Evidence by metric name, when a look was due and was taken.</summary>
    public IReadOnlyDictionary<string, Evidence>? Evidence { get; init; }

    /// <summary>URL of the model's Service, once it has an address.</summary>
    public string? Url { get; init; }

    /// <summary>Server image for rollouts that name none.</summary>
    public required string DefaultServerImage { get; init; }
}

/// <summary>How the pods of a revision stand.</summary>
/// <param name="Ready">Pods that passed their readiness probe: they verified the digest and warmed the model up.</param>
/// <param name="Available">All wanted pods are ready and reachable through a Service with an address.</param>
/// <param name="Trouble">Why pods do not become ready, if the node says so.</param>
internal sealed record RevisionState(int Ready, bool Available, string? Trouble = null);

/// <summary>What the router pods say.</summary>
/// <param name="Pods">Router pods that should answer.</param>
/// <param name="ConfirmedGeneration">Smallest generation in force among them; null when one did not answer.</param>
/// <param name="Trouble">What is wrong with one that did not answer.</param>
/// <param name="HighestForeignGeneration">Largest generation of a router whose routes are not those of the committed status, and not older.</param>
internal sealed record RouterState(int Pods, long? ConfirmedGeneration, string? Trouble = null, long? HighestForeignGeneration = null)
{
    /// <summary>Whether every router routes by at least this generation.</summary>
    public bool Confirm(long generation) => Pods > 0 && ConfirmedGeneration >= generation;
}
