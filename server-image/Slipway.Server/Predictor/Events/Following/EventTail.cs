using Microsoft.Extensions.Logging;
using Slipway.Server.Predictor.Events.Log;
using Slipway.Server.Predictor.Events.Windows;
using Slipway.Storage;

namespace Slipway.Server.Predictor.Events.Following;

/// <summary>Keeps the windows of a model at what the event logs have.</summary>
/// <remarks>Guarantees: a log that cannot be read makes windows missing, never smaller; the store is read at intervals, and never for a request.</remarks>
internal sealed class EventTail(PredictorOptions options, EventLogTable logs, IObjectStore store, PredictorMetrics metrics, TimeProvider clock, ILogger<EventTail> log)
{
    private IReadOnlyList<DatasetTail> tails = [];

    /// <summary>Waits until every window has been read as far back as it reaches.</summary>
    /// <param name="slots">The windows.</param>
    /// <param name="waiting">Told why it waits.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task FirstAsync(IReadOnlyList<WindowSlot> slots, Action<string> waiting, CancellationToken cancellationToken)
    {
        waiting("the events that its windows reach back to are being read");
        tails = [.. slots.GroupBy(slot => slot.Definition.Dataset).Select(group => new DatasetTail(group.Key, [.. group], logs, store, metrics.Events.StartReading(group.Key), clock, log))];
        while (await ReadAsync(cancellationToken) is { } obstacle)
        {
            waiting(obstacle);
            await Task.Delay(options.EventsInterval, clock, cancellationToken);
        }
    }

    /// <summary>Follows the logs until the server stops.</summary>
    public async Task FollowAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.EventsInterval, clock);
        while (await timer.WaitForNextTickAsync(cancellationToken)) await ReadAsync(cancellationToken);
    }

    /// <summary>One slow store holds up no other dataset.</summary>
    private async Task<string?> ReadAsync(CancellationToken cancellationToken) =>
        (await Task.WhenAll(tails.Select(tail => tail.ReadAsync(cancellationToken)))).FirstOrDefault(obstacle => obstacle is not null);
}
