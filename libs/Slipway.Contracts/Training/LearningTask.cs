namespace Slipway.Contracts.Training;

/// <summary>What a model predicts.</summary>
public enum LearningTask
{
    /// <summary>The probability of one of two classes.</summary>
    Binary,

    /// <summary>The probabilities of three or more classes.</summary>
    Multiclass,

    /// <summary>A number.</summary>
    Regression,
}
