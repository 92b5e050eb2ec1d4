using Slipway.Contracts.Data;
using Slipway.Trainer.Snapshot.Checks.Comparison;

namespace Slipway.Trainer.FeatureReports.Statistics;

/// <summary>Rows that the snapshot rejected, by declared slice, beside those that it kept. Pure.</summary>
/// <param name="Slice">The slice as <c>column=value</c>.</param>
/// <param name="Lost">Rows in quarantine.</param>
/// <param name="Rows">Rows kept and lost.</param>
internal sealed record LostRows(string Slice, long Lost, long Rows)
{
    internal const string Duplicate = "Duplicate";

    internal double Percent => Rows == 0 ? 0 : 100.0 * Lost / Rows;

    /// <summary>The values of each declared slice.</summary>
    internal static IReadOnlyList<IGrouping<string, LostRows>> Of(DatasetManifest manifest)
    {
        var lost = (manifest.Discards?.Slices ?? []).Where(discard => discard.Slice is not null && discard.Reason != Duplicate).ToLookup(discard => discard.Slice!, discard => discard.Rows);
        return
        [
            .. (manifest.SliceStatistics ?? []).Where(each => each is { Column: not null, Value: not null })
                .Select(each => (each.Column, Slice: $"{each.Column}={each.Value}", each.Rows)).Select(each => (each.Column, Loss: new LostRows(each.Slice, lost[each.Slice].Sum(), each.Rows + lost[each.Slice].Sum())))
                .GroupBy(each => each.Column!, each => each.Loss),
        ];
    }

    /// <summary>Cramer's V of lost against slice; 0 when chance explains it.</summary>
    internal static double Effect(IReadOnlyList<LostRows> values)
    {
        double rows = values.Sum(value => value.Rows), share = rows == 0 ? 0 : values.Sum(value => value.Lost) / rows;
        if (share is 0 or 1) return 0;
        var square = values.Where(value => value.Rows > 0).Sum(value => value.Rows * Math.Pow((value.Percent / 100) - share, 2) / (share * (1 - share)));
        return square > NoiseBand.ChiSquare(values.Count - 1) ? Math.Sqrt(square / rows) : 0;
    }
}
