using Slipway.Contracts.Data;
using Slipway.Contracts.FeatureReports;
using Slipway.DuckDb;
using Slipway.Features;
using Slipway.Trainer.Training.Data;
using ColumnType = Slipway.Contracts.Data.ColumnType;

namespace Slipway.Trainer.FeatureReports.Leakage;

/// <summary>Counts the rows in which a timestamp that a feature reads is later than the event: nobody knew it then.</summary>
internal static class FutureTimes
{
    internal static IReadOnlyList<FutureTime> Count(TrainingData data, FeatureProgram program, CancellationToken cancellationToken)
    {
        if (data.Manifest.EventTime is not { } eventTime) return [];
        var times = program.Inputs.Where(input => input.Type is ColumnType.Timestamp or ColumnType.Date && input.Name != eventTime).ToList();
        if (times.Count == 0) return [];
        var moment = SqlText.Identifier(eventTime);
        var items = times.Select(time => SqlText.Identifier(time.Name)).Zip(times, (name, time) =>
            $"count({name}), count(*) FILTER (WHERE {name} > {(time.Type == ColumnType.Date ? $"CAST({moment} AS DATE)" : moment)}), coalesce(max(epoch({name}) - epoch({moment})), 0)");
        var source = string.Join(" UNION ALL ", Enum.GetValues<Split>().Where(data.Has).Select(split => $"SELECT {string.Join(", ", times.Select(time => SqlText.Identifier(time.Name)).Append(moment))} FROM {TrainingData.Table(split)}"));
        var row = data.Run(() =>
        {
            using var result = data.Connection.Query($"SELECT {string.Join(", ", items)} FROM ({source})", cancellationToken);
            return result.ReadRows()[0];
        });
        return [.. times.Select((time, index) => new FutureTime(time.Name, (long)row[3 * index]!, (long)row[(3 * index) + 1]!, Convert.ToDouble(row[(3 * index) + 2], System.Globalization.CultureInfo.InvariantCulture)))];
    }
}
