using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace Slipway.Contracts.Training;

/// <summary>How a model has to behave whatever its metrics are; each is run through the exported file on raw columns (Ribeiro et al. 2020, CheckList).</summary>
public sealed record BehaviourTest
{
    /// <summary>Name, in metrics such as <c>failure_rate[name]</c>.</summary>
    [RegularExpression("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"), StringLength(63, MinimumLength = 1)]
    public required string Name { get; init; }

    /// <summary>What is tested.</summary>
    public required BehaviourType Type { get; init; }

    /// <summary>Column that is changed: flipped among its values (Invariance), or raised (Directional).</summary>
    public string? Column { get; init; }

    /// <summary>Numeric columns that are jittered together (Perturbation). Default: all that the model reads.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Values that the column is given in turn (Invariance). Default: those of the test split, the 20 most frequent at most.</summary>
    public IReadOnlyList<string>? Values { get; init; }

    /// <summary>Standard deviation of the noise, in standard deviations of each column (Perturbation). Default: 0.1.</summary>
    [Range(0, 10)]
    public double? Noise { get; init; }

    /// <summary>What is added to the column, in its unit; negative lowers it (Directional).</summary>
    public double? By { get; init; }

    /// <summary>How the prediction may move (Directional).</summary>
    public ExpectedDirection? Expect { get; init; }

    /// <summary>SQL condition over the columns of the dataset of the rows that are tested. Default: all rows of the test split.</summary>
    public string? Where { get; init; }

    /// <summary>Rows made for the test, besides those of <see cref="Where"/> (MinimumFunctionality).</summary>
    public IReadOnlyList<BehaviourCase>? Cases { get; init; }

    /// <summary>Smallest prediction allowed, inclusive: a probability, or a value of a regression (MinimumFunctionality).</summary>
    public double? Min { get; init; }

    /// <summary>Largest prediction allowed, inclusive (MinimumFunctionality).</summary>
    public double? Max { get; init; }

    /// <summary>Label that has to be predicted (MinimumFunctionality of a classification).</summary>
    public string? Label { get; init; }

    /// <summary>Class whose probability is meant. Default: the positive one; a Multiclass task needs it where a probability is looked at.</summary>
    public string? Class { get; init; }

    /// <summary>
    /// How far a prediction may move before it counts: a probability, or in the unit of a regression. Default: a classification has to change its label to count
    /// (Perturbation, Invariance); every move in the wrong direction counts (Directional). Perturbation and Invariance without classes need it.
    /// </summary>
    [Range(0, double.MaxValue)]
    public double? Tolerance { get; init; }
}

/// <summary>Kinds of behaviour tests.</summary>
public enum BehaviourType
{
    /// <summary>The prediction of some rows is within bounds, or has a label: what must never happen, does not.</summary>
    MinimumFunctionality,

    /// <summary>The prediction stays when a column that must not matter has another of its values.</summary>
    Invariance,

    /// <summary>The prediction does not move against what is known when a column is raised.</summary>
    Directional,

    /// <summary>The prediction stays when numbers are jittered by a little.</summary>
    Perturbation,
}

/// <summary>How a prediction may move when a column is raised.</summary>
public enum ExpectedDirection
{
    /// <summary>It must not fall.</summary>
    NotFall,

    /// <summary>It must not rise.</summary>
    NotRise,
}

/// <summary>A row that is made for a test.</summary>
public sealed record BehaviourCase
{
    /// <summary>Values by column of the dataset: numbers, texts, true or false; times as text. Columns that are not named are missing.</summary>
    public required IReadOnlyDictionary<string, JsonElement> Inputs { get; init; }

    /// <summary>What the case stands for, for the report.</summary>
    public string? Description { get; init; }
}
