using System.ComponentModel.DataAnnotations;

namespace Slipway.Contracts.Training;

/// <summary>What is done about classes of very different size, in the train split alone: what is evaluated on keeps its shares.</summary>
public sealed record ImbalancePolicy
{
    /// <summary>What is done.</summary>
    public ImbalanceMethod Method { get; init; }

    /// <summary>Oversample and Undersample: rows of every smaller class over rows of the largest afterwards, at least. 1 makes all alike.</summary>
    [Range(0.0001, 1)]
    public double Ratio { get; set; } = 1;
}

/// <summary>What is done about classes of different size.</summary>
public enum ImbalanceMethod
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Rows weigh total / (classes * rows of their class), so that each class weighs the same.</summary>
    ClassWeights,

    /// <summary>Rows of the smaller classes are repeated.</summary>
    Oversample,

    /// <summary>Rows of the larger classes are left out.</summary>
    Undersample,
}

/// <summary>The classes of the train split.</summary>
public sealed record ClassBalance
{
    /// <summary>Each class.</summary>
    public required IReadOnlyList<ClassShare> Classes { get; init; }

    /// <summary>Rows of the largest class over rows of the smallest.</summary>
    public double Skew { get; init; }

    /// <summary>What was done about it.</summary>
    public ImbalanceMethod Method { get; init; }
}

/// <summary>A class of the train split.</summary>
/// <param name="Class">Name of the class.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Factor">By how much its rows were repeated, left out or weighted; 1 when nothing was done.</param>
public sealed record ClassShare(string Class, long Rows, double Factor);
