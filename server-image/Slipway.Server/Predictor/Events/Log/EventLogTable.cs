using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Slipway.Contracts;
using Slipway.Contracts.Serving;
using Slipway.Server.Predictor.Lookups;
using Slipway.Storage;

namespace Slipway.Server.Predictor.Events.Log;

/// <summary>The event logs of the mounted table: read before the first request, and again when the file changes.</summary>
/// <remarks>Guarantees: a table that cannot be read leaves the one before it in use; a log that did not change stays the same object.</remarks>
internal sealed partial class EventLogTable(PredictorOptions options, PredictorMetrics metrics, TimeProvider clock, ILogger<EventLogTable> log) : BackgroundService
{
    private Dictionary<string, (string Json, ServedLog Log)> served = new(StringComparer.Ordinal);
    private string lastObstacle = "";
    private volatile Snapshot current = new([], null);

    /// <summary>Names of the datasets whose events are taken, in order.</summary>
    public IReadOnlyList<string> Datasets => [.. current.Logs.Select(each => each.Definition.Dataset)];

    /// <summary>Why there is no table; null when there is one, or none is wanted.</summary>
    public string? Obstacle => current.Obstacle;

    public ServedLog? Find(string dataset) => current.Logs.FirstOrDefault(each => each.Definition.Dataset == dataset);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await ReadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.LookupsConfig is null) return;
        using var timer = new PeriodicTimer(options.ConfigInterval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await ReadAsync(stoppingToken);
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        if (options.LookupsConfig is not { } file) return;
        var (table, obstacle) = await MountedTable.ReadAsync(file, cancellationToken);
        if (table is null)
        {
            Tell(obstacle!);
            if (current.Logs.Count == 0) current = new Snapshot([], obstacle);
            return;
        }

        var faults = new List<string>();
        served = (table.EventLogs ?? []).DistinctBy(each => each.Dataset).Select(definition => Take(definition, faults)).Where(each => each.Log is not null)
            .ToDictionary(each => each.Log!.Definition.Dataset, each => (each.Json, each.Log!), StringComparer.Ordinal);
        current = new Snapshot([.. served.Values.Select(each => each.Log).OrderBy(each => each.Definition.Dataset, StringComparer.Ordinal)], null);
        Tell(string.Join(" ", faults));
    }

    private (string Json, ServedLog? Log) Take(EventLog definition, List<string> faults)
    {
        var json = JsonSerializer.Serialize(definition, ContractsJson.Default.EventLog);
        if (served.TryGetValue(definition.Dataset, out var before) && before.Json == json) return before;
        try
        {
            var taken = new ServedLog(definition);
            metrics.Events.StartReceiving(definition.Dataset);
            LogTaken(definition.Dataset, definition.Uri);
            foreach (var column in taken.Schema.Columns.Where(column => column.LeavesPattern)) LogPatternLeft(column.Column.Name, definition.Dataset, column.Column.Pattern!);
            return (json, taken);
        }
        catch (Exception wrong) when (wrong is InvalidDataException or StorageException)
        {
            faults.Add($"The event log of Dataset '{definition.Dataset}' is not used: {wrong.Message}");
            return (json, null);
        }
    }

    private void Tell(string obstacle)
    {
        if (obstacle.Length > 0 && obstacle != lastObstacle) LogObstacle(obstacle);
        lastObstacle = obstacle;
    }

    [LoggerMessage(LogLevel.Information, "Events of Dataset {Dataset} are kept below {Uri}")]
    private partial void LogTaken(string dataset, string uri);

    [LoggerMessage(LogLevel.Warning, "The pattern of column {Column} of Dataset {Dataset} is judged by snapshots alone, .NET reads it differently: {Pattern}")]
    private partial void LogPatternLeft(string column, string dataset, string pattern);

    [LoggerMessage(LogLevel.Error, "{Obstacle}")]
    private partial void LogObstacle(string obstacle);

    private sealed record Snapshot(IReadOnlyList<ServedLog> Logs, string? Obstacle);
}
