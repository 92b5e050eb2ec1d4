using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.Contracts.Training;
using Slipway.DuckDb;
using Slipway.Trainer.Steps;
using Slipway.Trainer.Training;
using Slipway.Trainer.Training.Data;

namespace Slipway.Trainer.Evaluation.Backtest;

/// <summary>The rows of all splits in the order of time, cut into periods: the first is learned from alone, each other one is tested and then learned from.</summary>
internal sealed class BacktestPeriods
{
    private readonly string rows;
    private readonly string time;
    private readonly IReadOnlyList<long> ends;

    private BacktestPeriods(string rows, string time, IReadOnlyList<long> ends) => (this.rows, this.time, this.ends) = (rows, time, ends);

    /// <summary>Periods that are tested.</summary>
    internal int Folds => ends.Count - 1;

    internal static BacktestPeriods Cut(PreparedData prepared, BacktestPolicy policy, CancellationToken cancellationToken)
    {
        var data = prepared.Data;
        if (data.Manifest.EventTime is not { } column)
            throw StepException.Invalid("NoEventTime", $"evaluation.backtest orders rows by event time, and dataset '{data.Manifest.Name}' has none.", "Declare eventTime of the Dataset, or remove evaluation.backtest.");
        var time = $"epoch_us(CAST({SqlText.Identifier(column)} AS TIMESTAMP))";
        var all = $"({string.Join(" UNION ALL BY NAME ", Enum.GetValues<Split>().Where(data.Has).Select(split => $"SELECT * FROM {TrainingData.Table(split)} WHERE {SqlText.Identifier(column)} IS NOT NULL"))})";
        var rows = $"(SELECT *, {prepared.Target.ToSql()} AS {Target.Alias} FROM {prepared.Target.ByQuery(all)})";
        return new BacktestPeriods(rows, time, policy.Window is { } window
            ? ByTime(data, rows, time, policy.Folds, window.Value, cancellationToken)
            : ByRows(data, rows, time, policy.Folds, cancellationToken));
    }

    /// <summary>What a fold learns from: everything before its period. Folds count from 0.</summary>
    internal string Past(int fold) => Where($"{time} <= {Written(ends[fold])}");

    /// <summary>What a fold is tested on.</summary>
    internal string Period(int fold) => Where($"{time} > {Written(ends[fold])} AND {time} <= {Written(ends[fold + 1])}");

    internal (DateTimeOffset First, DateTimeOffset Last) Range(TrainingData data, string source, CancellationToken cancellationToken)
    {
        var row = Query(data, $"SELECT min({time}), max({time}) FROM {source}", cancellationToken);
        return row is [long first, long last]
            ? (Moment(first), Moment(last))
            : throw StepException.Refused("EmptyPeriod", $"A period of evaluation.backtest has no row of dataset '{data.Manifest.Name}'.", "Make evaluation.backtest.window longer, or remove it to have periods of equally many rows.");
    }

    private static List<long> ByRows(TrainingData data, string rows, string time, int folds, CancellationToken cancellationToken)
    {
        var shares = string.Join(", ", Enumerable.Range(1, folds + 1).Select(part => ((double)part / (folds + 1)).ToString("R", CultureInfo.InvariantCulture)));
        // Rows of one moment are never parted.
        var ends = Query(data, $"SELECT unnest(quantile_disc({time}, [{shares}])) FROM {rows}", cancellationToken, all: true).Select(end => (long)end!).ToList();
        return ends.Distinct().Count() == ends.Count
            ? ends
            : throw StepException.Refused("TooFewMoments", $"evaluation.backtest asks for {folds + 1} periods with equally many rows, and too many rows of dataset '{data.Manifest.Name}' have the same event time.", "Lower folds, or give window.");
    }

    private static List<long> ByTime(TrainingData data, string rows, string time, int folds, TimeSpan window, CancellationToken cancellationToken)
    {
        var row = Query(data, $"SELECT min({time}), max({time}) FROM {rows}", cancellationToken);
        var (first, last, step) = (row[0] as long? ?? 0, row[1] as long? ?? 0, (long)window.TotalMicroseconds);
        List<long> ends = [.. Enumerable.Range(0, folds + 1).Select(fold => last - ((folds - fold) * step))];
        return ends[0] > first
            ? ends
            : throw StepException.Invalid(
                "BacktestTooLong",
                string.Create(CultureInfo.InvariantCulture, $"evaluation.backtest asks for {folds} periods of {window.TotalDays:0.##} days, but dataset '{data.Manifest.Name}' spans {TimeSpan.FromMicroseconds(last - first).TotalDays:0.##} days, and something has to be learned from before the first."),
                "Make folds or window smaller.");
    }

    private string Where(string condition) => $"(SELECT * FROM {rows} WHERE {condition})";

    private static object?[] Query(TrainingData data, string sql, CancellationToken cancellationToken, bool all = false) => data.Run(() =>
    {
        using var result = data.Connection.Query(sql, cancellationToken);
        var found = result.ReadRows();
        return all ? found.Select(row => row[0]).ToArray() : found[0].ToArray();
    });

    private static DateTimeOffset Moment(long microseconds) => DateTimeOffset.UnixEpoch.AddMicroseconds(microseconds);

    private static string Written(long value) => value.ToString(CultureInfo.InvariantCulture);
}
