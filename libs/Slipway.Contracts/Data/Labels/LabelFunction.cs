using System.ComponentModel.DataAnnotations;

namespace Slipway.Contracts.Data;

/// <summary>A rule that votes for one value of the label where it applies, and abstains everywhere else.</summary>
/// <remarks>Guarantees: exactly one of <see cref="Keywords"/>, <see cref="Pattern"/> and <see cref="Expression"/> says where it applies.</remarks>
public sealed record LabelFunction
{
    /// <summary>Name in reports.</summary>
    [StringLength(63, MinimumLength = 1)]
    public required string Name { get; init; }

    /// <summary>Text column that keywords and pattern look at.</summary>
    public string? Column { get; init; }

    /// <summary>Applies where one of these words, or sequences of words, occurs, whatever its case.</summary>
    public IReadOnlyList<string>? Keywords { get; init; }

    /// <summary>Applies where the regular expression (RE2 syntax) matches a part of the text.</summary>
    public string? Pattern { get; init; }

    /// <summary>Applies where the SQL condition holds, under the rules of checks.</summary>
    public string? Expression { get; init; }

    /// <summary>The label that it votes for, as text.</summary>
    [StringLength(253, MinimumLength = 1)]
    public required string Value { get; init; }
}

/// <summary>How the votes of labelling functions become one label.</summary>
public sealed record LabelModel
{
    /// <summary>How votes are counted.</summary>
    public LabelModelMethod Method { get; init; }

    /// <summary>Rows whose label is less certain than this stay without one.</summary>
    [Range(0, 1)]
    public double MinConfidence { get; init; }

    /// <summary>Column to add with the certainty of each label, 1 where it was known.</summary>
    [RegularExpression("^[A-Za-z_][A-Za-z0-9_]*$"), StringLength(63)]
    public string ConfidenceColumn { get; set; } = "label_confidence";
}

/// <summary>How votes are counted.</summary>
public enum LabelModelMethod
{
    /// <summary>Votes weigh by the accuracy of their function, which is estimated from agreement and from known labels (Dawid and Skene 1979, one accuracy for each function).</summary>
    Weighted,

    /// <summary>Every vote counts the same.</summary>
    MajorityVote,
}
