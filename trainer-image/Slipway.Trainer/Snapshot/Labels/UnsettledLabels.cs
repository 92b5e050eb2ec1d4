using Slipway.Contracts.Steps;
using Slipway.DuckDb;
using Slipway.Trainer.Snapshot.Checks;

namespace Slipway.Trainer.Snapshot.Labels;

/// <summary>Takes out rows that are younger than the label's delay: a fraud that nobody has reported yet must not be learned as none.</summary>
/// <remarks>
/// Guarantees: the age is counted back from the newest event that has happened, so that the same rows give the same version whenever they are read.
/// All young rows go, also those whose label is known already: those that are known early are no fair sample.
/// </remarks>
internal static class UnsettledLabels
{
    /// <returns>Rows taken out.</returns>
    public static long Remove(Connection connection, SnapshotSpec spec, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (spec is not { Label.Delay: { } delay, EventTime: { } eventTime } || delay.Value <= TimeSpan.Zero) return 0;
        var microseconds = FormattableString.Invariant($"to_microseconds({delay.Value.Ticks / TimeSpan.TicksPerMicrosecond})");
        return connection.Execute(
            $"DELETE FROM staged WHERE {PastEvents.Time(eventTime)} > (SELECT {PastEvents.Newest(eventTime, now)} FROM staged) - {microseconds}", cancellationToken);
    }
}
