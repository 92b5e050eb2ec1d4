using System.ComponentModel.DataAnnotations;

namespace Slipway.Contracts.Data;

/// <summary>How the event time has to agree with the partition that a row lies in and with the clock.</summary>
public sealed record EventTimeLimits
{
    /// <summary>How far an event may lie outside of its partition, and ahead of the clock. Default 1h.</summary>
    public Duration? Tolerance { get; init; }

    /// <summary>Largest share of rows, in percent, that may lie outside of their partition. Default 1.</summary>
    [Range(0, 100)]
    public double? MaxMisplacedPercent { get; init; }

    /// <summary>Largest share of rows, in percent, that may lie in the future. Default 0.</summary>
    [Range(0, 100)]
    public double? MaxFuturePercent { get; init; }

    /// <summary>What more of them mean. Default Warn.</summary>
    public Severity? Severity { get; init; }
}
