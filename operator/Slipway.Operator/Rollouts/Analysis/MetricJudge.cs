using System.Globalization;
using Slipway.Api.Rollouts;

namespace Slipway.Operator.Rollouts.Analysis;

/// <summary>Turns the evidence on one metric into a verdict with its numbers.</summary>
internal sealed class MetricJudge(IComparison comparison)
{
    /// <summary>What the evidence means; anything but counts of enough requests is never Safe.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="evidence">What could be learnt.</param>
    /// <param name="minSamples">Fewest requests of the candidate.</param>
    /// <param name="look">Number of the look, from 1.</param>
    /// <param name="alpha">The metric's part of the false alarm rate.</param>
    public MetricStatus Judge(AnalysisMetric metric, Evidence evidence, int minSamples, int look, double alpha) => evidence switch
    {
        Evidence.NoData(var message) => Without(metric, MetricVerdict.NoData, message),
        Evidence.Stale(var message) => Without(metric, MetricVerdict.Stale, message),
        Evidence.ProviderError(var message) => Without(metric, MetricVerdict.ProviderError, message),
        Evidence.Counts(var stable, var candidate) => Weigh(metric, stable, candidate, minSamples, look, alpha),
        _ => throw new InvalidOperationException($"unknown evidence {evidence.GetType().Name}"),
    };

    private static MetricStatus Without(AnalysisMetric metric, MetricVerdict verdict, string message) =>
        new() { Name = metric.Name, Verdict = verdict, Message = message };

    private MetricStatus Weigh(AnalysisMetric metric, ArmCounts stable, ArmCounts candidate, int minSamples, int look, double alpha)
    {
        var result = comparison.Compare(stable, candidate, metric.MaxIncrease, look, alpha);

        // Harm needs no minimum: the bound already accounts for how few requests there were.
        var few = candidate.Total < minSamples || stable.Total == 0;
        var verdict = result.Verdict != MetricVerdict.Harm && few ? MetricVerdict.Insufficient : result.Verdict;
        return new MetricStatus
        {
            Name = metric.Name,
            Verdict = verdict,
            Message = Describe(verdict, stable, candidate, result, metric.MaxIncrease, minSamples),
            StableTotal = stable.Total,
            StableBad = stable.Bad,
            CandidateTotal = candidate.Total,
            CandidateBad = candidate.Bad,
        };
    }

    private static string Describe(
        MetricVerdict verdict, ArmCounts stable, ArmCounts candidate, Comparison result, double limit, int minSamples)
    {
        var seen = string.Create(
            CultureInfo.InvariantCulture,
            $"candidate {candidate.Bad} of {candidate.Total} ({Share(candidate)}), stable {stable.Bad} of {stable.Total} ({Share(stable)})");
        return verdict switch
        {
            MetricVerdict.Insufficient when stable.Total == 0 => $"{seen}; the stable version had no requests to compare with",
            MetricVerdict.Insufficient => $"{seen}; waiting for {minSamples} requests of the candidate",
            MetricVerdict.Harm => $"{seen}; the increase is at least {Percent(result.LowerDifference)}, allowed {Percent(limit)}",
            MetricVerdict.Safe => $"{seen}; the increase is at most {Percent(result.UpperDifference)}, allowed {Percent(limit)}",
            _ => $"{seen}; the increase lies between {Percent(result.LowerDifference)} and {Percent(result.UpperDifference)}, allowed {Percent(limit)}",
        };
    }

    private static string Share(ArmCounts counts) => counts.Total == 0 ? "-" : Percent((double)counts.Bad / counts.Total);

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.##} %");
}
