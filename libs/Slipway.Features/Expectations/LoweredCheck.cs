using Slipway.Contracts.Features;
using Slipway.Features.Graph;

namespace Slipway.Features.Expectations;

/// <summary>A check as an operation.</summary>
/// <param name="Check">What is counted.</param>
/// <param name="Counted">True in the rows that count.</param>
/// <param name="Served">Whether requests are checked, too; a TrainingOnly feature has no value there.</param>
/// <param name="Column">Feature whose missing entries in the matrix are just these rows; null when they are not.</param>
internal sealed record LoweredCheck(FeatureCheck Check, Node Counted, bool Served, string? Column = null);
