using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.Contracts.FeatureReports;
using Slipway.DuckDb;
using Slipway.Features;
using Slipway.Trainer.FeatureReports.Statistics;
using Slipway.Trainer.Training.Data;

namespace Slipway.Trainer.FeatureReports.Leakage;

/// <summary>Counts the rows of other splits whose features are those of a row of the train split.</summary>
/// <remarks>
/// Where features have few values, equal rows are no wonder. Chance is taken as what remains when one half of the features is dealt anew among the rows of the other split;
/// besides, half of the train split's rows must be the only ones of their kind. Large splits are looked at in part: the rows whose first half has certain hashes, in all splits alike.
/// </remarks>
internal sealed class EqualRowsCounter(
    TrainingData data, FittedFeatures features, IReadOnlyList<FeatureLayout> layout, IReadOnlyDictionary<string, IReadOnlySet<string>> read, FeatureSample train)
{
    private const long MostRows = 500_000;
    private const int Deal = 7919;

    internal IReadOnlyList<EqualRows> Count(CancellationToken cancellationToken)
    {
        var (one, two) = Halves();
        if (two.Count == 0) return [];
        var every = Math.Max(1, data.Rows(Split.Train) / MostRows);
        var known = Read(Split.Train, one, two, every, cancellationToken);
        var kinds = known.ToHashSet();
        var judged = 2 * kinds.Count >= known.Count && known.Count > 0;
        return [.. new[] { Split.Validation, Split.Test }.Where(data.Has).Select(split =>
        {
            var rows = Read(split, one, two, every, cancellationToken);
            return new EqualRows(split, rows.Count, rows.Count(kinds.Contains), rows.Index().Count(row => kinds.Contains((row.Item.One, rows[(int)((row.Index + (long)Deal) % rows.Count)].Two))), judged);
        })];
    }

    // Features that read the same columns follow from each other, so they stay together. Those with most values go to both halves in turn, so that each half tells rows apart.
    private (List<string> One, List<string> Two) Halves()
    {
        var ordered = Related().OrderByDescending(group => group.Max(Values)).ToList();
        return (Columns(0), Columns(1));

        List<string> Columns(int half) => [.. ordered.Index().Where(each => each.Index % 2 == half).SelectMany(each => each.Item).SelectMany(feature => Enumerable.Range(feature.First, feature.Width)).Select(index => SqlText.Identifier(features.OutputColumns[index]))];
    }

    private List<List<FeatureLayout>> Related()
    {
        var groups = new List<(HashSet<string> Columns, List<FeatureLayout> Features)>();
        foreach (var feature in layout)
        {
            var touched = groups.Where(group => group.Columns.Overlaps(read[feature.Name])).ToList();
            groups.RemoveAll(touched.Contains);
            groups.Add(([.. touched.SelectMany(group => group.Columns), .. read[feature.Name]], [.. touched.SelectMany(group => group.Features), feature]));
        }

        return [.. groups.Select(group => group.Features)];
    }

    private int Values(FeatureLayout feature) => feature.IsVector ? feature.Width : train.Columns[feature.First].Distinct().Count();

    private List<(long One, long Two)> Read(Split split, List<string> one, List<string> two, long every, CancellationToken cancellationToken) => data.Run(() =>
    {
        var sql = string.Create(CultureInfo.InvariantCulture,
            $"SELECT CAST(one >> 1 AS BIGINT), CAST(two >> 1 AS BIGINT) FROM (SELECT hash({string.Join(", ", one)}) AS one, hash({string.Join(", ", two)}) AS two FROM ({features.ToSql(TrainingData.Table(split))})) WHERE one % {every} = 0");
        var rows = new List<(long, long)>();
        using var result = data.Connection.Query(sql, cancellationToken);
        while (result.NextChunk() is { } chunk)
        {
            var first = chunk.Column(0).Values<long>();
            var second = chunk.Column(1).Values<long>();
            for (var row = 0; row < chunk.RowCount; row++) rows.Add((first[row], second[row]));
        }

        return rows;
    });
}
