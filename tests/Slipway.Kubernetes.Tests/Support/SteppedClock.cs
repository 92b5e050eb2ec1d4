namespace Slipway.Kubernetes.Tests.Support;

/// <summary>A clock whose wall time can be set wrong, while the time that passes stays right: what NTP and administrators do.</summary>
internal sealed class SteppedClock(TimeProvider steady) : TimeProvider
{
    public TimeSpan Step { get; set; }

    public override long TimestampFrequency => steady.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => steady.GetUtcNow() + Step;

    public override long GetTimestamp() => steady.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => steady.CreateTimer(callback, state, dueTime, period);
}
