using Slipway.Contracts.Data;
using Slipway.Contracts.FeatureReports;
using Slipway.Contracts.Training;
using Slipway.Trainer.FeatureReports.Statistics;

namespace Slipway.Trainer.FeatureReports.Leakage;

/// <summary>The predictive power of single features and of pairs, learned on the train split and verified on another. Pure.</summary>
internal sealed class PowerSearch
{
    private const int Bins = 32;
    private const int PairBins = 12;
    private const int MostCandidates = 6;
    private const int FewestRows = 100;
    private const int FewestOfClass = 10;
    private const int MostPairs = 20;
    private readonly FeatureSample train;
    private readonly FeatureSample other;
    private readonly PowerTest test;
    private readonly IReadOnlyList<FeatureLayout> layout;

    internal PowerSearch(LearningTask task, int classes, IReadOnlyList<FeatureLayout> layout, IReadOnlyList<FeatureSample> samples)
    {
        this.layout = layout;
        train = samples.First(sample => sample.Split == Split.Train);
        other = samples.Where(sample => sample.Split != Split.Train).OrderBy(sample => sample.Split).FirstOrDefault(sample => IsEnough(task, sample)) ?? train;
        test = new PowerTest(task, classes, train, other);
        Singles = [.. layout.AsParallel().Select(Single).OrderByDescending(power => power.Verified ?? 0).ThenBy(power => power.Feature, StringComparer.Ordinal)];
    }

    internal string Measure => test.Measure;

    /// <summary>Null when no split has rows enough to verify anything.</summary>
    internal Split? VerifiedOn => other == train ? null : other.Split;

    internal IReadOnlyList<FeaturePower> Singles { get; }

    /// <summary>Pairs of features that are strong alone or that the model uses most; all others could only be found by trying all.</summary>
    internal IReadOnlyList<PairPower> Pairs(IReadOnlyList<string> mostUsed)
    {
        if (VerifiedOn is null) return [];
        var power = Singles.ToDictionary(single => single.Feature, single => single.Verified ?? 0);
        var wanted = Singles.Take(MostCandidates).Select(single => single.Feature).Union(mostUsed.Take(MostCandidates)).ToHashSet(StringComparer.Ordinal);
        var binned = layout.Where(feature => wanted.Contains(feature.Name)).Select(feature => (feature.Name, Bins: FeatureBins.Learn(feature, train, PairBins)))
            .Select(each => (each.Name, each.Bins.Count, Train: each.Bins.Assign(train), Other: each.Bins.Assign(other))).ToList();
        var pairs = new List<PairPower>();
        for (var first = 0; first < binned.Count; first++)
        {
            for (var second = first + 1; second < binned.Count; second++)
            {
                var (one, two) = (binned[first], binned[second]);
                var together = test.Of(one.Count * two.Count, Cross(one.Train, two.Train, two.Count), Cross(one.Other, two.Other, two.Count));
                if (Math.Min(together.Train ?? 0, together.Other ?? 0) is var verified and > 0)
                    pairs.Add(new PairPower(one.Name, two.Name, Round(verified)!.Value, Math.Max(power[one.Name], power[two.Name])));
            }
        }

        return [.. pairs.OrderByDescending(pair => pair.Verified - pair.Better).Take(MostPairs)];
    }

    private FeaturePower Single(FeatureLayout feature)
    {
        var bins = FeatureBins.Learn(feature, train, Bins);
        var (learned, verified) = test.Of(bins.Count, bins.Assign(train), bins.Assign(other));
        var (ordered, seen) = test.OfOrder(feature);
        if (seen > (verified ?? 0)) (learned, verified) = (ordered, seen);
        return new FeaturePower(feature.Name, Round(learned), VerifiedOn is null ? null : Round(verified));
    }

    private static int[] Cross(int[] one, int[] two, int width) => [.. one.Zip(two, (first, second) => (first * width) + second)];

    private static bool IsEnough(LearningTask task, FeatureSample sample)
    {
        if (sample.Count < FewestRows) return false;
        if (task != LearningTask.Binary) return true;
        var positive = sample.Labels.Count(label => label > 0);
        return positive >= FewestOfClass && sample.Count - positive >= FewestOfClass;
    }

    private static double? Round(double? value) => value is { } number ? Math.Round(number, 6) : null;
}
