using Slipway.Api.ModelVersions;
using Slipway.Api.Rollouts;
using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Reconciling;
using Slipway.Operator.TrainingJobs;

namespace Slipway.Operator.Upstream;

/// <summary>How a model stands whose predictions others read.</summary>
/// <param name="Model">Name of the family.</param>
/// <param name="Versions">Its versions.</param>
/// <param name="Rollouts">What serves it.</param>
internal sealed record ModelFamily(string Model, IReadOnlyList<ModelVersion> Versions, IReadOnlyList<Rollout> Rollouts)
{
    /// <summary>The version in use: the one that is served, or the newest that may be when none is.</summary>
    public string? InUse => Newest(Rollouts.Select(rollout => rollout.Status?.Stable?.Version).OfType<string>()) ?? Newest(Versions.Where(IsReady).Select(version => version.Spec.Version));

    /// <summary>Why its predictions cannot be had, or may be wrong; null when all is well.</summary>
    public string? Trouble => InUse is null
        ? $"model '{Model}' has no version that is ready"
        : Rollouts.Where(rollout => rollout.Status is { Phase: RolloutPhase.Degraded } || rollout.Status?.Conditions.Find("Available")?.Status == Condition.False)
            .Select(rollout => $"Rollout '{rollout.Metadata.Name}' of model '{Model}' is not well: {rollout.Status!.Conditions.Find("Ready")?.Message}").FirstOrDefault();

    public bool Has(string version) => Versions.Any(each => each.Spec.Version == version && IsReady(each));

    /// <summary>These families as the caches have them.</summary>
    public static IReadOnlyDictionary<string, ModelFamily> Named(string place, IEnumerable<string> models, ICache<ModelVersion> versions, ICache<Rollout> rollouts) =>
        models.Distinct().ToDictionary(model => model, model => new ModelFamily(model, versions.WithModel(place, model), rollouts.WithModel(place, model)));

    private static bool IsReady(ModelVersion version) => version.Status?.Conditions.IsTrue("Ready") == true;

    private static string? Newest(IEnumerable<string> versions) => versions.MaxBy(VersionNumber.Of);
}
