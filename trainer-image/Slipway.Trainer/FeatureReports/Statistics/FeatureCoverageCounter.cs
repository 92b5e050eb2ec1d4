using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.DuckDb;
using Slipway.Features;
using Slipway.Trainer.Evaluation;
using Slipway.Trainer.Snapshot.Checks;
using Slipway.Trainer.Training.Data;

namespace Slipway.Trainer.FeatureReports.Statistics;

/// <summary>Counts the rows without a value of each feature, all groupings of a split in one pass over its rows.</summary>
internal sealed class FeatureCoverageCounter(TrainingData data, FittedFeatures features, IReadOnlyList<SliceColumn> slices)
{
    private const int MostValues = 20;
    private const string Period = "__slipway_period";
    private readonly CoveragePeriod period = data.Manifest is { EventTimeMin: { } first, EventTimeMax: { } last } ? CoverageCounter.PeriodFor(last - first) : CoveragePeriod.Day;

    private string? EventTime => data.Manifest.EventTimeMin is null ? null : data.Manifest.EventTime;

    internal CoverageCounts Count(CancellationToken cancellationToken)
    {
        var found = Enum.GetValues<Split>().Where(data.Has).SelectMany(split => Count(split, cancellationToken)).ToList();
        return new CoverageCounts(
            features.Features,
            [.. found.Where(each => each.By == "").Select(each => (each.Split, each.Counted))],
            [.. slices.SelectMany(slice => Chosen(slice, found.Where(each => each.By == slice.Name)))],
            [.. found.Where(each => each.By == Period && each.Value is not null).GroupBy(each => double.Parse(each.Value!, CultureInfo.InvariantCulture)).OrderBy(group => group.Key)
                .Select(group => (DateTimeOffset.UnixEpoch.AddSeconds(group.Key), CountedRows.Sum(group.Select(each => each.Counted))))],
            period);
    }

    private IEnumerable<Group> Count(Split split, CancellationToken cancellationToken)
    {
        var groupings = slices.Select(slice => (slice.Name, Sql: $"coalesce(nullif({slice.Sql}, ''), '{SliceMembers.Missing}')")).ToList();
        if (EventTime is { } time) groupings.Add((Period, $"CAST(epoch(date_trunc('{period.ToString().ToLowerInvariant()}', {SqlText.Identifier(time)})) AS VARCHAR)"));
        var source = $"(SELECT *{string.Concat(groupings.Index().Select(each => $", {each.Item.Sql} AS __g{each.Index}"))} FROM {TrainingData.Table(split)})";
        List<KeptColumn> kept = [.. groupings.Index().Select(each => new KeptColumn($"__g{each.Index}", $"g{each.Index}"))];
        var names = kept.Select(column => column.Alias).ToList();
        var sets = $"GROUP BY GROUPING SETS (({string.Join("), (", names.Prepend(""))}))";
        var keys = names.Count == 0 ? "" : string.Concat(names.Select(name => $"{name}, grouping({name}), "));
        var counts = features.Features.Select((_, index) => $", count(*) FILTER (WHERE m{index})");
        var rows = data.Run(() =>
        {
            using var result = data.Connection.Query($"SELECT {keys}count(*){string.Concat(counts)} FROM ({features.ToMissingSql(source, kept)}) {(names.Count == 0 ? "" : sets)}", cancellationToken);
            return result.ReadRows();
        });
        var first = 2 * names.Count;
        foreach (var row in rows)
        {
            // grouping() is 0 for the column that a row is grouped by.
            var by = Enumerable.Range(0, names.Count).FirstOrDefault(index => Convert.ToInt64(row[(2 * index) + 1], CultureInfo.InvariantCulture) == 0, -1);
            yield return new Group(split, by < 0 ? "" : groupings[by].Name, by < 0 ? null : (string?)row[2 * by], new CountedRows((long)row[first]!, [.. row[(first + 1)..].Select(count => (long)count!)]));
        }
    }

    private static IEnumerable<(string Slice, CountedRows Counted)> Chosen(SliceColumn slice, IEnumerable<Group> groups)
    {
        var byValue = groups.GroupBy(group => group.Value!, StringComparer.Ordinal).Select(group => (Value: group.Key, Counted: CountedRows.Sum(group.Select(each => each.Counted))));
        if (slice.Values is { } wanted) byValue = byValue.Where(group => wanted.Contains(group.Value));
        return byValue.OrderByDescending(group => group.Counted.Rows).ThenBy(group => group.Value, StringComparer.Ordinal).Take(MostValues).Select(group => ($"{slice.Name}={group.Value}", group.Counted));
    }

    private sealed record Group(Split Split, string By, string? Value, CountedRows Counted);
}
