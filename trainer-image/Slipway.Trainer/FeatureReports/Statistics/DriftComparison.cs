using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.Contracts.FeatureReports;
using Slipway.Trainer.Snapshot.Checks.Comparison;

namespace Slipway.Trainer.FeatureReports.Statistics;

/// <summary>Compares the train split's features with those of the last version that was ready, by the distances and limits that dataset versions are compared with. Pure.</summary>
internal static class DriftComparison
{
    private const int VersionsKept = 10;

    internal static FeatureDrift Compare(FeatureReport previous, string featureDigest, IReadOnlyList<ColumnStatistics> now)
    {
        var before = previous.Features.Select(feature => feature.Statistics.FirstOrDefault(each => each.Split == Split.Train)?.Values).OfType<ColumnStatistics>().ToDictionary(each => each.Column, StringComparer.Ordinal);
        return new FeatureDrift
        {
            Previous = previous.Version,
            OtherDefinition = previous.FeatureDigest != featureDigest,
            Values = [.. now.Where(each => before.ContainsKey(each.Column)).Select(each => Distance(before[each.Column], each)).OfType<ComparedValue>()],
        };
    }

    /// <summary>This version's drift before that of the others, whose number is bounded.</summary>
    internal static IReadOnlyList<VersionDrift>? History(FeatureDrift? drift, FeatureReport? previous, string version)
    {
        if (drift is null) return previous?.History;
        var own = new VersionDrift { Version = version, Previous = drift.Previous, Features = drift.Values.ToDictionary(value => value.Column!, value => new DriftValue(value.Check, value.Value)) };
        return [own, .. (previous?.History ?? []).Take(VersionsKept - 1)];
    }

    /// <summary>The largest distance that the feature moved in the history, by the measure that it has now.</summary>
    internal static double? Stability(IReadOnlyList<VersionDrift>? history, string feature)
    {
        List<DriftValue> moves = [.. (history ?? []).Select(version => version.Features.GetValueOrDefault(feature)).OfType<DriftValue>()];
        return moves.Count == 0 ? null : moves.Where(move => move.Measure == moves[0].Measure).Max(move => move.Value);
    }

    internal static IEnumerable<Finding> Findings(FeatureDrift drift) => drift.Values
        .Where(value => value.Judged && value.Value > value.Limit && value.Value > value.Noise)
        .Select(value => new Finding
        {
            Check = "drift", Severity = Severity.Warn, Column = value.Column, Value = value.Value, Limit = value.Limit,
            Message = string.Create(CultureInfo.InvariantCulture,
                $"The distribution of feature '{value.Column}' moved since {drift.Previous} ({value.Check} {value.Value:0.###}, limit {value.Limit}): ")
                + (drift.OtherDefinition ? "its definition may be another; see whether that was meant." : "see whether its source changed; what the served version sees now is not what it learned."),
        });

    private static ComparedValue? Distance(ColumnStatistics before, ColumnStatistics now)
    {
        var rules = new ComparisonRules(null);
        var judged = before.Count >= rules.MinRows && now.Count >= rules.MinRows;
        if (before.Percentiles is { Count: KolmogorovSmirnov.Points } one && now.Percentiles is { Count: KolmogorovSmirnov.Points } other)
        {
            return new ComparedValue
            {
                Check = "ks", Column = now.Column, Value = Round(KolmogorovSmirnov.Distance(one, other)), Limit = rules.Ks(now.Column).Max, Noise = Round(NoiseBand.Ks(before.Count, now.Count)), Judged = judged,
            };
        }

        return CategoryDistance.Between(before, now) is not { } distance ? null : new ComparedValue
        {
            Check = "psi", Column = now.Column, Value = Round(distance.Psi), Limit = rules.Psi(now.Column).Max, Noise = Round(NoiseBand.Psi(before.Count, now.Count, distance.Categories)), Judged = judged,
        };
    }

    private static double Round(double value) => Math.Round(value, 6);
}
