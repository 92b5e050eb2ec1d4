using Slipway.Api.FeatureSets;
using Slipway.Api.TrainingJobs;

namespace Slipway.Operator.Upstream;

/// <summary>Finds models that read their own predictions over others: none of them could be trained first. Pure.</summary>
/// <param name="featureSet">The FeatureSet of a name.</param>
/// <param name="withFeatureSet">TrainingJobs that use a FeatureSet.</param>
/// <param name="withModel">TrainingJobs of a model family.</param>
internal sealed class UpstreamCycle(
    Func<string, FeatureSet?> featureSet, Func<string, IEnumerable<TrainingJob>> withFeatureSet, Func<string, IEnumerable<TrainingJob>> withModel)
{
    /// <summary>The models on the way round, the first of them again at the end; null when there is no such way.</summary>
    public IReadOnlyList<string>? Find(FeatureSet start)
    {
        var own = withFeatureSet(start.Metadata.Name!).Select(job => job.Spec.Model).ToHashSet(StringComparer.Ordinal);
        return own.Count == 0 ? null : Search(start, own, [], []);
    }

    private List<string>? Search(FeatureSet features, HashSet<string> own, List<string> path, HashSet<string> seen)
    {
        foreach (var model in UpstreamVersions.Models(features.Spec.Features))
        {
            if (own.Contains(model)) return [model, .. path, model];
            if (!seen.Add(model)) continue;
            foreach (var name in withModel(model).Select(job => job.Spec.FeatureSet).OfType<string>().Distinct())
                if (featureSet(name) is { } next && Search(next, own, [.. path, model], seen) is { } found) return found;
        }

        return null;
    }
}
