using Slipway.Api.Rollouts;

namespace Slipway.Operator.Rollouts.Analysis;

/// <summary>Compares the bad shares of candidate and stable version at one look.</summary>
internal interface IComparison
{
    /// <summary>Safe, Harm or Inconclusive.</summary>
    /// <param name="stable">Requests of the stable version.</param>
    /// <param name="candidate">Requests of the candidate over the same time.</param>
    /// <param name="maxIncrease">How much larger the candidate's share may be.</param>
    /// <param name="look">Number of the look, from 1.</param>
    /// <param name="alpha">Chance of a false alarm over all looks.</param>
    Comparison Compare(ArmCounts stable, ArmCounts candidate, double maxIncrease, int look, double alpha);
}

/// <summary>How a comparison ended, with the bounds of the difference that it rests on.</summary>
internal readonly record struct Comparison(MetricVerdict Verdict, double LowerDifference, double UpperDifference);
