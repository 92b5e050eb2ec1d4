using Slipway.Contracts.Data;

namespace Slipway.Contracts.Features;

/// <summary>Something that is counted of a feature, in training data and in requests: the rows that break an expectation, or those without a value.</summary>
public sealed record FeatureCheck
{
    /// <summary>The feature.</summary>
    public required string Feature { get; init; }

    /// <summary>Name of the expectation; absent for the rows in which the feature is missing.</summary>
    public string? Expectation { get; init; }

    /// <summary>The rule in words that its author knows, such as <c>minimum 0</c>.</summary>
    public string? Rule { get; init; }

    /// <summary>Largest share of missing rows, in percent, when that is the rule.</summary>
    public double? MaxMissingPercent { get; init; }

    /// <summary>What it means for training.</summary>
    public Severity Severity { get; init; }

    /// <summary>What it means for a request.</summary>
    public ViolationAction OnViolation { get; init; }

    /// <summary>Whether the expectation is broken.</summary>
    /// <param name="counted">Rows that were counted.</param>
    /// <param name="rows">All rows.</param>
    public bool IsBroken(long counted, long rows)
    {
        if (Expectation is null) return false;
        if (MaxMissingPercent is not { } limit) return counted > 0;
        // A share says nothing about a request of one row.
        return counted > (limit == 0 ? 0 : Math.Max(1, rows * limit / 100));
    }
}

/// <summary>How an expectation stood in the training data.</summary>
/// <param name="Check">The expectation.</param>
/// <param name="Rows">Rows that were looked at.</param>
/// <param name="Counted">Rows that broke it, or that were missing.</param>
/// <param name="Held">Whether it is kept.</param>
public sealed record ExpectationResult(FeatureCheck Check, long Rows, long Counted, bool Held);
