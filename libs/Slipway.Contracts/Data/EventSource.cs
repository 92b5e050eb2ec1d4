namespace Slipway.Contracts.Data;

/// <summary>Lets predictors receive events for a dataset and write them under its source.</summary>
public sealed record EventSource
{
    /// <summary>Age, by event time, beyond which an event is refused. Default: 1d.</summary>
    public Duration MaxAge { get; set; } = new(TimeSpan.FromDays(1));

    /// <summary>How far ahead of the server's clock an event time may be; clocks of clients differ. Default: 1m.</summary>
    public Duration MaxAhead { get; set; } = new(TimeSpan.FromMinutes(1));
}
