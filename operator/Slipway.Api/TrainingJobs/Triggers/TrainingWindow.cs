using System.ComponentModel.DataAnnotations;

namespace Slipway.Api.TrainingJobs.Triggers;

/// <summary>The part of the day in which runs may begin. A run that the annotation <c>slipway.dev/refresh</c> asks for begins at once.</summary>
public sealed record TrainingWindow
{
    /// <summary>Time of day from which runs may begin, such as <c>22:00</c>.</summary>
    [RegularExpression(TimeOfDay)]
    public required string Start { get; init; }

    /// <summary>Time of day from which none begins any more; on the next day when it is not later than <see cref="Start"/>.</summary>
    [RegularExpression(TimeOfDay)]
    public required string End { get; init; }

    /// <summary>Time of day, the first after <see cref="Start"/>, by which a run has to be done. A run that is or would be later says so in the condition OnTime. Default: none.</summary>
    [RegularExpression(TimeOfDay)]
    public string? Deadline { get; init; }

    /// <summary>Time zone by its IANA name. Default: UTC.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Hour and minute.</summary>
    internal const string TimeOfDay = "^([01][0-9]|2[0-3]):[0-5][0-9]$";
}
