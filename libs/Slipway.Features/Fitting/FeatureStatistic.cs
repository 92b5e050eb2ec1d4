namespace Slipway.Features;

/// <summary>A value that a feature takes from the training split.</summary>
/// <param name="Key">Name under which <see cref="FittedParameters"/> holds it; the same statistic of the same expression is shared between features.</param>
/// <param name="Kind">What is measured.</param>
/// <param name="Feature">First feature that needs it.</param>
/// <param name="Limit">How many values are kept; 0 for a single number.</param>
public sealed record FeatureStatistic(string Key, StatisticKind Kind, string Feature, int Limit);
