using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.Contracts.FeatureReports;
using Slipway.Contracts.Training;
using Slipway.Trainer.Snapshot.Checks.Comparison;

namespace Slipway.Trainer.FeatureReports.Leakage;

/// <summary>What the numbers of a leakage report mean. Pure.</summary>
internal static class LeakageFindings
{
    private const double LeastEqualShare = 0.01;
    private const string Remedy = "Remove it, make it TrainingOnly, or name it in evaluation.leakage.ignore if it is known when a prediction is wanted.";

    internal static IEnumerable<Finding> Of(LeakageReport report, LeakagePolicy policy)
    {
        foreach (var power in Suspects(report, policy))
            yield return Of(policy, "leakage", power.Feature, power.Verified, string.Create(CultureInfo.InvariantCulture,
                $"Feature '{power.Feature}' alone predicts the label with {report.Measure} {power.Verified:0.####} on the {Name(report.VerifiedOn!.Value)} split (limit {report.Limit}): it may be written when the label is known. {Remedy}"));
        foreach (var pair in SuspectPairs(report, policy))
            yield return Of(policy, "leakagePair", pair.One, pair.Verified, string.Create(CultureInfo.InvariantCulture,
                $"Features '{pair.One}' and '{pair.Other}' together predict the label with {report.Measure} {pair.Verified:0.####} on the {Name(report.VerifiedOn!.Value)} split, the better one alone with {pair.Better:0.####}: together they may hold the label. {Remedy}"));
        foreach (var time in (report.FutureTimes ?? []).Where(time => time.Later > 0 && policy.Ignore?.Contains(time.Column) != true))
            yield return Of(policy, "futureTime", time.Column, null, string.Create(CultureInfo.InvariantCulture,
                $"Column '{time.Column}' is later than the event in {time.Later} of {time.Rows} rows, by up to {TimeSpan.FromSeconds(time.MostSeconds).TotalHours:0.##} hours: it was not known then. {Remedy}")) with { Rows = time.Later };
        foreach (var equal in (report.EqualRows ?? []).Where(IsBeyondChance))
            yield return new Finding
            {
                Check = "equalRows", Severity = Severity.Warn, Rows = equal.Equal, Value = (double)equal.Equal / equal.Rows, Limit = LeastEqualShare,
                Message = string.Create(CultureInfo.InvariantCulture,
                    $"{equal.Equal} of {equal.Rows} rows of the {Name(equal.Split)} split have the features of a row of the train split, {equal.Chance} would by chance: the same rows are in both. Declare the Dataset's key, or split by what they share (splits.key)."),
            };
    }

    internal static IEnumerable<FeaturePower> Suspects(LeakageReport report, LeakagePolicy policy) => report.Features
        .Where(power => power.Verified >= report.Limit && power.Train >= report.Limit && policy.Ignore?.Contains(power.Feature) != true);

    internal static Finding OfGroups(GroupHoldout groups, LeakagePolicy policy) => Of(policy, "groups", groups.Column, null, string.Create(CultureInfo.InvariantCulture,
        $"{groups.Shared} of {groups.Groups} values of '{groups.Column}' in the test split are in the train split too: what is measured says nothing of new ones{Worth(groups)}. Split by it (splits.key: {groups.Column} of the Dataset)."));

    private static string Worth(GroupHoldout groups) => groups is { HeldOut: { } heldOut, Known: { } known }
        ? string.Create(CultureInfo.InvariantCulture, $" ({groups.Metric} {known:0.####} for known and {heldOut:0.####} for held out ones, {groups.Rows} rows)")
        : "";

    private static IEnumerable<PairPower> SuspectPairs(LeakageReport report, LeakagePolicy policy)
    {
        // Of an area, half is chance.
        var gain = report.Measure == Evaluation.Metrics.MetricNames.RocAuc ? 0.1 : 0.2;
        return (report.Pairs ?? []).Where(pair => pair.Verified >= report.Limit && pair.Verified - pair.Better >= gain && policy.Ignore?.Any(name => name == pair.One || name == pair.Other) != true);
    }

    private static bool IsBeyondChance(EqualRows equal)
    {
        if (!equal.Judged || equal.Rows == 0) return false;
        var difference = (double)(equal.Equal - equal.Chance) / equal.Rows;
        return difference > LeastEqualShare && equal.Equal > 2 * equal.Chance && difference > NoiseBand.Share(equal.Equal, equal.Rows, equal.Chance, equal.Rows);
    }

    private static Finding Of(LeakagePolicy policy, string check, string column, double? value, string message) =>
        new() { Check = check, Severity = policy.Severity, Column = column, Value = value, Limit = value is null ? null : policy.MaxPower, Message = message };

    private static string Name(Split split) => split.ToString().ToLowerInvariant();
}
