using System.ComponentModel.DataAnnotations;
using Slipway.Contracts.Data;

namespace Slipway.Contracts.Features;

/// <summary>What must hold of a feature, in the training data and in every request alike. It has one rule; only a minimum and a maximum go together.</summary>
/// <remarks>
/// Guarantees: the rule is compiled once and means the same in SQL and in the served graph. A row whose value is missing breaks no rule but
/// <see cref="MaxMissingPercent"/>.
/// </remarks>
public sealed record Expectation
{
    /// <summary>Name that reports and metrics use; letters, digits and underscores.</summary>
    [RegularExpression("^[A-Za-z_][A-Za-z0-9_]*$"), StringLength(63, MinimumLength = 1)]
    public required string Name { get; init; }

    /// <summary>Least value of the feature, which must be a number.</summary>
    public double? Minimum { get; init; }

    /// <summary>Greatest value of the feature, which must be a number.</summary>
    public double? Maximum { get; init; }

    /// <summary>Largest share of rows, in percent, in which the feature may be missing. One missing row alone never breaks a limit above 0.</summary>
    [Range(0, 100)]
    public double? MaxMissingPercent { get; init; }

    /// <summary>The only texts that the feature may read; it must be a function of a category, such as <c>one_hot(country)</c>.</summary>
    [MinLength(1)]
    public IReadOnlyList<string>? AllowedValues { get; init; }

    /// <summary>Pattern that the whole text must match which the feature reads; see <c>matches</c> in the feature language.</summary>
    public string? Pattern { get; init; }

    /// <summary>Condition over columns and features, such as <c>discount &lt;= price</c>.</summary>
    public string? Expression { get; init; }

    /// <summary>What it means for training when the rule is broken: Error refuses the run, Warn is reported.</summary>
    public Severity Severity { get; init; }

    /// <summary>What it means for a request; Reject needs the severity Error.</summary>
    public ViolationAction OnViolation { get; init; }
}

/// <summary>What the server does with a request that breaks an expectation.</summary>
public enum ViolationAction
{
    /// <summary>It is answered, and the rows are counted.</summary>
    Count,

    /// <summary>It is refused, and the rows are counted.</summary>
    Reject,
}
