namespace Slipway.Trainer.Evaluation.Metrics;

/// <summary>One metric of some rows. The value is null when it is undefined for them, such as the AUC of one class.</summary>
internal sealed record Measurement(string Metric, double? Value, Interval? Interval, long N, double? Baseline = null);

/// <summary>A 95 % confidence interval.</summary>
internal readonly record struct Interval(double Low, double High);
