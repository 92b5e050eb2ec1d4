using Microsoft.Extensions.Logging;
using Slipway.Server.Predictor.Events.Log;
using Slipway.Server.Predictor.Events.Windows;
using Slipway.Storage;

namespace Slipway.Server.Predictor.Events.Following;

/// <summary>Keeps a model's windows over one dataset at what its log has, also when the log becomes another one.</summary>
internal sealed partial class DatasetTail(
    string dataset, IReadOnlyList<WindowSlot> slots, EventLogTable logs, IObjectStore store, LogSeries series, TimeProvider clock, ILogger logger)
{
    private LogFollower? current;
    private LogFollower? next;
    private string lastObstacle = "";

    /// <summary>Reads what is new.</summary>
    /// <returns>Why the windows are not up to date; null when they are.</returns>
    public async Task<string?> ReadAsync(CancellationToken cancellationToken)
    {
        if (logs.Find(dataset) is not { } log) return logs.Obstacle ?? $"Dataset '{dataset}' has no event log yet; declare source.events in it";
        try
        {
            if (current?.Log == log) await current.ReadAsync(cancellationToken);
            else await ReplayAsync(log, cancellationToken);
            lastObstacle = "";
            return null;
        }
        catch (Exception unusable) when (unusable is StorageException or InvalidDataException)
        {
            // Said once as long as it stays the same; the log is read again at the next look.
            var obstacle = $"the event log {log.Definition.Uri} of Dataset '{dataset}' cannot be read: {unusable.Message}";
            if (obstacle != lastObstacle) LogObstacle(obstacle);
            lastObstacle = obstacle;
            series.Failures.Add();
            return obstacle;
        }
    }

    /// <summary>Requests see another log when it has been read as far as the windows reach, and not before.</summary>
    private async Task ReplayAsync(ServedLog log, CancellationToken cancellationToken)
    {
        if (next?.Log != log) next = new LogFollower(log, [.. slots.Select(slot => new WindowBinding(slot.Definition, log))], store, series, clock, logger);
        await next.ReadAsync(cancellationToken);
        // What came during a long first reading: otherwise the newest windows would be missing at first.
        await next.ReadAsync(cancellationToken);
        foreach (var (slot, binding) in slots.Zip(next.Windows)) slot.Swap(binding);
        (current, next) = (next, null);
        LogReplayed(dataset, log.Definition.Uri, current.Windows.Sum(binding => binding.State.Entities));
    }

    [LoggerMessage(LogLevel.Information, "Windows over Dataset {Dataset} are up to date with {Uri}: {Entities} entities")]
    private partial void LogReplayed(string dataset, string uri, int entities);

    [LoggerMessage(LogLevel.Error, "{Obstacle}")]
    private partial void LogObstacle(string obstacle);
}
