namespace Slipway.Operator.TrainingJobs.Triggers;

/// <summary>What a query gave.</summary>
/// <param name="Value">The number; null when there is none.</param>
/// <param name="OutSince">Since when, without a gap, samples were out of bounds; null when they are not, or a single one was asked for.</param>
/// <param name="Reason">Why there is no number, as one CamelCase word.</param>
/// <param name="Trouble">The same as a sentence with the remedy.</param>
internal sealed record QueryReading(double? Value, DateTimeOffset? OutSince = null, string? Reason = null, string? Trouble = null);
