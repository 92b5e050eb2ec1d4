using System.ComponentModel.DataAnnotations;
using Slipway.Contracts.Data;

namespace Slipway.Contracts.Training;

/// <summary>Learns from rows without a label too, with the labels that the model itself is sure of. Rows of the train split alone; what is measured on never gets such a label.</summary>
public sealed record SelfTraining
{
    /// <summary>Probability from which a prediction is taken for a label.</summary>
    [Range(0.5, 1)]
    public double MinConfidence { get; set; } = 0.95;

    /// <summary>Most rounds of labelling and learning again.</summary>
    [Range(1, 20)]
    public int MaxRounds { get; set; } = 3;

    /// <summary>Whether classes come in the shares that they have among the labelled rows; the surest rows are taken. False: every row that is sure enough.</summary>
    public bool Balance { get; set; } = true;
}

/// <summary>What self-training did.</summary>
public sealed record SelfTrainingReport
{
    /// <summary>Rows of the train split without a label.</summary>
    public long Unlabelled { get; init; }

    /// <summary>Each round; round 0 is the model of the labelled rows.</summary>
    public required IReadOnlyList<SelfTrainingRound> Rounds { get; init; }

    /// <summary>Round whose model was kept: the best by the validation split, the earliest of equals.</summary>
    public int Kept { get; init; }
}

/// <summary>One round of self-training.</summary>
/// <param name="Round">Its number.</param>
/// <param name="Added">Rows that were learned from with a label of the model of the round before.</param>
/// <param name="ByClass">Those of each class.</param>
/// <param name="Metric">The learner's metric that rounds are compared by.</param>
/// <param name="Validation">Its value on the validation split; absent without one.</param>
public sealed record SelfTrainingRound(int Round, long Added, IReadOnlyList<ValueCount> ByClass, string Metric, double? Validation);
