using Slipway.Contracts.Data;

namespace Slipway.Trainer.Snapshot.Checks.Expectations;

/// <summary>The slices that something is held in.</summary>
internal static class CheckedSlices
{
    /// <summary>Columns of the slices that are named.</summary>
    public static IEnumerable<string> ColumnsOf(IReadOnlyList<string>? named, IReadOnlyList<Slice>? slices) =>
        (named ?? []).SelectMany(name => (slices ?? []).Where(slice => (slice.Name ?? slice.Column) == name)).Select(slice => slice.Column).Distinct(StringComparer.Ordinal);

    /// <summary>Values of those slices that have rows.</summary>
    public static IEnumerable<SliceStatistics> Of(IReadOnlyList<string>? named, IReadOnlyList<Slice>? slices, IReadOnlyList<SliceStatistics> statistics) =>
        ColumnsOf(named, slices).SelectMany(column => statistics.Where(each => each.Column == column && each is { Value: not null, Rows: > 0 }));
}
