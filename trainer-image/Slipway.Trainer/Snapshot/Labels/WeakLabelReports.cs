using Slipway.Contracts.Data;

namespace Slipway.Trainer.Snapshot.Labels;

/// <summary>Counts what the functions did. Pure.</summary>
internal static class WeakLabelReports
{
    public static WeakLabelReport Of(
        LabelModelMethod method, IReadOnlyList<LabelFunction> functions, IReadOnlyList<VotePattern> patterns, VoteCounting counting, IReadOnlyDictionary<string, (int Class, double Confidence)> chosen)
    {
        var rows = patterns.Sum(pattern => pattern.Rows);
        var known = patterns.Where(pattern => pattern.Known != VotePattern.Abstained).ToList();
        var judged = known.Where(pattern => chosen.ContainsKey(pattern.Text)).ToList();
        return new WeakLabelReport
        {
            Method = method,
            Known = known.Sum(pattern => pattern.Rows),
            KnownAccuracyPercent = Percent(judged.Where(pattern => chosen[pattern.Text].Class == pattern.Known).Sum(pattern => pattern.Rows), judged.Sum(pattern => pattern.Rows)),
            Functions = [.. functions.Select((function, index) => Of(function, index, rows, patterns, known, counting))],
        };
    }

    private static LabelFunctionReport Of(LabelFunction function, int index, long rows, IReadOnlyList<VotePattern> patterns, IReadOnlyList<VotePattern> known, VoteCounting counting)
    {
        var voted = patterns.Where(pattern => pattern.Votes[index] != VotePattern.Abstained).ToList();
        bool Others(VotePattern pattern, Func<int, bool> vote) => pattern.Votes.Index().Any(other => other.Index != index && other.Item != VotePattern.Abstained && vote(other.Item));
        var onKnown = known.Where(pattern => pattern.Votes[index] != VotePattern.Abstained).ToList();
        return new LabelFunctionReport(
            function.Name,
            Sum(voted),
            Percent(Sum(voted), rows) ?? 0,
            Percent(Sum(voted.Where(pattern => Others(pattern, _ => true))), rows) ?? 0,
            Percent(Sum(voted.Where(pattern => Others(pattern, vote => vote != pattern.Votes[index]))), rows) ?? 0)
        {
            EstimatedAccuracy = counting.Accuracy.Count == 0 ? null : Math.Round(counting.Accuracy[index], 6),
            KnownVotes = Sum(onKnown),
            KnownAccuracyPercent = Percent(Sum(onKnown.Where(pattern => pattern.Votes[index] == pattern.Known)), Sum(onKnown)),
        };
    }

    private static long Sum(IEnumerable<VotePattern> patterns) => patterns.Sum(pattern => pattern.Rows);

    private static double? Percent(long part, long whole) => whole == 0 ? null : Math.Round(100.0 * part / whole, 3);
}
