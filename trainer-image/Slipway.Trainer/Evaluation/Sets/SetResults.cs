using Slipway.Contracts.Training;

namespace Slipway.Trainer.Evaluation.Sets;

/// <summary>What a model gives on all evaluation sets.</summary>
/// <param name="Reports">Each set.</param>
/// <param name="References">Where its results are, for later versions.</param>
/// <param name="Files">Those results in the scratch folder, by their name beside the model.</param>
/// <param name="Warnings">What a person should know.</param>
/// <param name="Sets">The sets.</param>
internal sealed record SetResults(
    IReadOnlyList<SetReport> Reports, IReadOnlyList<ReferenceResults> References, IReadOnlyDictionary<string, string> Files, IReadOnlyList<string> Warnings, IReadOnlyList<OpenedSet> Sets)
{
    /// <summary>Sets that no version in use has results for: there is nothing to compare with, and nothing that was lost.</summary>
    internal IReadOnlySet<string> Incomparable => Sets.Where(set => set.Pinned.Reference is null).Select(set => set.Name).ToHashSet();

    /// <summary>What gates compare with: metrics of the version in use on the test split and on the sets.</summary>
    internal IReadOnlyList<MetricValue>? ChampionOf(IReadOnlyList<MetricValue>? champion) =>
        champion is null && Sets.All(set => set.Pinned.Reference is null) ? null : [.. champion ?? [], .. Sets.SelectMany(set => set.ReferenceMetrics)];
}
