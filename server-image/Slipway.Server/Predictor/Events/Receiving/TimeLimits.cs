using Slipway.Contracts;
using Slipway.Contracts.Serving;
using Slipway.Server.Predictor.Events.Schema;

namespace Slipway.Server.Predictor.Events.Receiving;

/// <summary>Which event times are taken at a moment.</summary>
internal readonly struct TimeLimits(EventLog log, DateTimeOffset now)
{
    private readonly long oldest = Microseconds(now - log.Limits.MaxAge.Value);
    private readonly long newest = Microseconds(now + log.Limits.MaxAhead.Value);

    public void Check(long microseconds, EventFaults faults)
    {
        if (microseconds < oldest)
            faults.Add(log.EventTime, null, $"is more than {log.Limits.MaxAge} ago", "put older events into the dataset's source by a file of your own, or raise maxAge of the Dataset's source.events");
        else if (microseconds > newest)
            faults.Add(log.EventTime, null, $"is more than {log.Limits.MaxAhead} ahead of this server's clock, {new DateTimeOffset(now.UtcTicks, TimeSpan.Zero):O}", "set the client's clock, or raise maxAhead of the Dataset's source.events");
    }

    private static long Microseconds(DateTimeOffset moment) => (moment - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
