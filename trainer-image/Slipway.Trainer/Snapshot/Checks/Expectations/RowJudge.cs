using System.Globalization;
using Slipway.Contracts.Data;

namespace Slipway.Trainer.Snapshot.Checks.Expectations;

/// <summary>Judges the rows that break an expectation, in all rows and in each slice that the check names.</summary>
internal sealed class RowJudge(IReadOnlyList<Slice>? declared, IReadOnlyList<SliceStatistics> slices)
{
    /// <param name="check">The check.</param>
    /// <param name="broken">Rows that break its expectation.</param>
    /// <param name="rows">All kept rows.</param>
    /// <param name="examples">Examples of one slice; without it those of all rows that lie in it.</param>
    public IReadOnlyList<Finding> Judge(Check check, BrokenRows broken, long rows, Func<SliceStatistics, IReadOnlyList<IReadOnlyDictionary<string, string?>>?>? examples = null)
    {
        List<Finding> findings = [];
        if (IsBeyond(check, broken.Rows, rows)) findings.Add(Finding(check, broken.Statement, broken.Rows, rows, null, broken.Examples));
        if (broken.Rows == 0) return findings;
        var held = CheckedSlices.Of(check.PerSlice, declared, slices).ToDictionary(slice => (slice.Column, slice.Value));
        var beyond = broken.Slices.Where(each => held.TryGetValue((each.Column, each.Value), out var slice) && IsBeyond(check, each.Rows, slice.Rows))
            .Select(each => (Slice: held[(each.Column, each.Value)], each.Rows))
            .OrderByDescending(each => (double)each.Rows / each.Slice.Rows).ThenBy(each => each.Slice.Value, StringComparer.Ordinal).ToList();
        findings.AddRange(FewSlices.Of(beyond, each => Finding(check, broken.Statement, each.Rows, each.Slice.Rows, each.Slice, examples?.Invoke(each.Slice))));
        return findings;
    }

    private static Finding Finding(Check check, string statement, long broken, long rows, SliceStatistics? slice, IReadOnlyList<IReadOnlyDictionary<string, string?>>? examples)
    {
        var percent = 100.0 * broken / rows;
        return new Finding
        {
            Check = check.Name,
            Severity = check.Severity,
            Rows = broken,
            Value = Math.Round(percent, 6),
            Limit = check.MaxViolationPercent,
            Column = check.Column ?? slice?.Column,
            Slice = slice is null ? null : $"{slice.Column}={slice.Value}",
            Message = string.Create(CultureInfo.InvariantCulture,
                $"'{statement}' does not hold for {broken} of {rows} rows{(slice is null ? "" : $" of slice {slice.Column}={slice.Value}")} ({percent:0.###} %, allowed {check.MaxViolationPercent:0.###} %). Correct the source, the expectation or maxViolationPercent."),
            Examples = examples,
        };
    }

    private static bool IsBeyond(Check check, long broken, long rows) => rows > 0 && 100.0 * broken / rows > check.MaxViolationPercent;
}
