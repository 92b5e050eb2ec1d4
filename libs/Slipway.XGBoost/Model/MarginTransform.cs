namespace Slipway.XGBoost.Model;

/// <summary>How an objective turns margins (sums of leaves and intercept) into predictions.</summary>
public enum MarginTransform
{
    /// <summary>The margin is the prediction.</summary>
    Identity,

    /// <summary>1 / (1 + exp(-margin)).</summary>
    Logistic,

    /// <summary>exp(margin).</summary>
    Exponential,

    /// <summary>exp of each class divided by their sum.</summary>
    Softmax,

    /// <summary>The number of the class with the largest margin.</summary>
    LargestClass,

    /// <summary>1 when the margin is above 0, else 0.</summary>
    Sign,
}
