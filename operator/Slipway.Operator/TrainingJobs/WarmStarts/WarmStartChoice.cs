using Slipway.Api.ModelVersions;
using Slipway.Contracts.Training;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Reconciling;

namespace Slipway.Operator.TrainingJobs.WarmStarts;

/// <summary>The version that a run begins from, or why it must not begin.</summary>
/// <param name="Start">The version, pinned; null begins from nothing.</param>
/// <param name="Obstacle">Why no run begins.</param>
internal sealed record WarmStartChoice(WarmStart? Start, PlannedEvent? Obstacle = null)
{
    private const string Refused = "WarmStartRefused";

    /// <summary>The choice for a run with these inputs. The trainer looks at the trees themselves once more.</summary>
    public static WarmStartChoice Of(TrainingJobWorld world, TrainingInputs inputs)
    {
        if (world.Job.Spec.WarmStart is not { } policy) return new WarmStartChoice(Start: null);
        // The first version of a family has nothing to begin from.
        if (world.Versions.Count == 0 && policy is { From: "latest" or "champion", Before: null }) return new WarmStartChoice(Start: null);
        if (Find(world, policy) is not { } parent) return Refuse("NoParentVersion", $"spec.warmStart: {Missing(world, policy)}");
        return Fault(world, inputs, parent) is { } fault
            ? Refuse(Refused, $"spec.warmStart: {parent.Metadata.Name} {fault}; remove spec.warmStart to learn from nothing once, or go back to the former definition")
            : new WarmStartChoice(Pin(parent));
    }

    private static ModelVersion? Find(TrainingJobWorld world, WarmStartPolicy policy)
    {
        var known = world.Versions.Where(version => policy.Before is not { } end || version.Metadata.CreationTimestamp < end).ToList();
        return policy.From switch
        {
            "latest" => Newest(known.Where(IsReady)),
            "champion" => known.FirstOrDefault(version => version.Spec.Version == world.InUse) ?? Newest(known.Where(IsReady)),
            var named => known.FirstOrDefault(version => version.Spec.Version == named),
        };
    }

    private static string Missing(TrainingJobWorld world, WarmStartPolicy policy)
    {
        var time = policy.Before is { } end ? FormattableString.Invariant($" that was made before {end.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC") : "";
        var names = world.Versions.Select(version => version.Spec.Version).OrderBy(VersionNumber.Of).ToList();
        return $"model '{world.Job.Spec.Model}' has no version {(policy.From.StartsWith('v') ? $"'{policy.From}'" : "that is ready")}{time}; there are [{string.Join(", ", names)}]: name one of them, or remove spec.warmStart";
    }

    private static string? Fault(TrainingJobWorld world, TrainingInputs inputs, ModelVersion parent)
    {
        if (parent.Spec.Booster is null) return "has no trees on record to begin from: it was imported, or made before they were kept, by an image of your own, as an ensemble or by compression";
        if (parent.Spec.Task != world.Job.Spec.Task) return $"has the task {parent.Spec.Task}, and {world.Job.Spec.Task} is wanted";
        if (parent.Spec.Provenance?.FeatureDigest is { } learned && learned != inputs.FeatureDigest)
            return $"was learned on features with digest {CanonicalJson.Short(learned, 12)}, and those of FeatureSet '{world.Job.Spec.FeatureSet}' have {CanonicalJson.Short(inputs.FeatureDigest ?? "sha256:none", 12)}: their definition has drifted, so that its trees mean nothing on them";
        return null;
    }

    private static WarmStart Pin(ModelVersion parent)
    {
        var origin = parent.Spec.Provenance;
        var self = new ModelParent(parent.Spec.Version, parent.Spec.Booster!.Digest, origin?.Dataset, origin?.DatasetDigest);
        return new WarmStart { Version = parent.Spec.Version, Booster = parent.Spec.Booster, Parents = [self, .. origin?.Parents ?? []] };
    }

    private static bool IsReady(ModelVersion version) => version.Status?.Conditions.IsTrue("Ready") == true;

    private static ModelVersion? Newest(IEnumerable<ModelVersion> versions) => versions.MaxBy(version => VersionNumber.Of(version.Spec.Version));

    private static WarmStartChoice Refuse(string reason, string message) => new(Start: null, new PlannedEvent(reason, message, Warning: true));
}
