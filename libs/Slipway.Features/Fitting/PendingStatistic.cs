using Slipway.Features.Graph;

namespace Slipway.Features.Fitting;

/// <summary>A statistic that lowering asked for and that is not fitted yet.</summary>
/// <param name="Statistic">What is asked for.</param>
/// <param name="Position">Where the function that needs it stands in its expression, counted from 1.</param>
/// <param name="Shown">The expression that is measured, as its author wrote it in canonical form.</param>
/// <param name="Operand">The expression that is measured; null while it needs other statistics first.</param>
internal sealed record PendingStatistic(FeatureStatistic Statistic, int Position, string Shown, Node? Operand);
