using System.Globalization;
using Slipway.Api.TrainingJobs.Triggers;

namespace Slipway.Operator.TrainingJobs.Triggers;

/// <summary>How one trigger stands now.</summary>
/// <param name="Status">For the record.</param>
/// <param name="DueAt">From when on a run was due; null when it does not fire.</param>
/// <param name="LookAgainAt">When it may stand otherwise although nothing happens.</param>
internal sealed record TriggerVerdict(TriggerStatus Status, DateTimeOffset? DueAt, DateTimeOffset? LookAgainAt)
{
    public const string FiredReason = "Fired";
    public const string NoDataReason = "NoData";
    public const string QueryFailedReason = "QueryFailed";

    public bool Fires => DueAt is not null;

    public static TriggerVerdict Fired(TriggerStatus status, string message, DateTimeOffset dueAt, DateTimeOffset? lookAgainAt = null) =>
        new(status with { Reason = FiredReason, Message = message }, dueAt, lookAgainAt);

    public static TriggerVerdict Silent(TriggerStatus status, string reason, string message, DateTimeOffset? lookAgainAt = null) =>
        new(status with { Reason = reason, Message = message }, null, lookAgainAt);

    /// <summary>A moment in a message.</summary>
    public static string Text(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>A number in a message.</summary>
    public static string Text(double number) => number.ToString("0.######", CultureInfo.InvariantCulture);
}
