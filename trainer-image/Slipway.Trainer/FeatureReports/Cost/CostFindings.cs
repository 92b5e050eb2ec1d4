using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.Contracts.FeatureReports;

namespace Slipway.Trainer.FeatureReports.Cost;

/// <summary>Features that could go. Pure.</summary>
internal static class CostFindings
{
    internal static IEnumerable<Finding> Of(FeatureCost cost)
    {
        foreach (var (value, what) in new[] { (FeatureValue.Unused, "No tree uses"), (FeatureValue.Low, "Less than half a percent of gain and contributions is by") })
        {
            List<FeatureWorth> some = [.. cost.Features.Where(feature => feature.Value == value)];
            if (some.Count > 0) yield return Of(string.Create(CultureInfo.InvariantCulture, $"{what} {Names([.. some.Select(feature => feature.Feature)])}: see whether {(some.Count == 1 ? "it is" : "they are")} worth {(some.Count == 1 ? "its" : "their")} price{Price(some)}."));
        }

        if (cost.LeaveOut?.Proposal is { } proposal)
            yield return Of(string.Create(CultureInfo.InvariantCulture,
                $"Without {Names(proposal.Features)} {proposal.Metric} of the {cost.LeaveOut.Split.ToString().ToLowerInvariant()} split is {proposal.Without:0.####} instead of {proposal.With:0.####}: {(proposal.Features.Count == 1 ? "it" : "they")} can be dropped{Needless(cost.LeaveOut)}."));
    }

    private static Finding Of(string message) => new() { Check = "featureCost", Severity = Severity.Warn, Message = message };

    private static string Names(IReadOnlyList<string> names) =>
        $"{(names.Count == 1 ? "feature" : "features")} {string.Join(", ", names.Take(10).Select(name => $"'{name}'"))}{(names.Count > 10 ? $" and {names.Count - 10} more" : "")}";

    private static string Price(List<FeatureWorth> features)
    {
        List<string> only = [.. features.SelectMany(feature => feature.OnlyColumns ?? []).Distinct().Take(10)];
        List<string> joins = [.. features.SelectMany(feature => feature.OnlyJoins ?? []).Distinct()];
        return (only.Count == 0 ? "" : $"; nothing else reads {string.Join(", ", only)}") + (joins.Count == 0 ? "" : $"; nothing else needs the join with {string.Join(", ", joins)}");
    }

    private static string Needless(LeaveOutReport report) =>
        (report.Columns is { } columns ? $", and with {(report.Proposal!.Features.Count == 1 ? "it" : "them")} the columns {string.Join(", ", columns)}" : "") + (report.Joins is { } joins ? $" and the join with {string.Join(", ", joins)}" : "");
}
