using System.ComponentModel.DataAnnotations;
using Slipway.Contracts.Data;

namespace Slipway.Contracts.Training;

/// <summary>Lists the rows whose label would teach the model most, in <c>uncertain.parquet</c> beside it: those that it is least sure of.</summary>
public sealed record ActiveLearning
{
    /// <summary>Number of rows.</summary>
    [Range(1, 100_000)]
    public int Rows { get; set; } = 100;

    /// <summary>What unsure means.</summary>
    public UncertaintyMethod Method { get; init; }
}

/// <summary>How uncertainty is measured, from 0 (sure) to 1.</summary>
public enum UncertaintyMethod
{
    /// <summary>One minus the difference between the two largest probabilities.</summary>
    Margin,

    /// <summary>Entropy of the probabilities, as a share of the largest that there can be.</summary>
    Entropy,
}

/// <summary>The list of rows to label next.</summary>
/// <param name="Uri">The file: split, row, key, predicted class, its probability, uncertainty.</param>
/// <param name="Rows">Rows in it.</param>
/// <param name="Of">Rows that were looked at.</param>
/// <param name="Unlabelled">Whether they have no label yet; else rows of the validation split stand in.</param>
/// <param name="Method">What unsure means.</param>
public sealed record UncertainRowsReport(string Uri, long Rows, long Of, bool Unlabelled, UncertaintyMethod Method);

/// <summary>Rows that have no label.</summary>
/// <param name="Split">Their split.</param>
/// <param name="Rows">How many.</param>
public sealed record UnlabelledCount(Split Split, long Rows);
