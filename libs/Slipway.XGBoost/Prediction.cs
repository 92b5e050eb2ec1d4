namespace Slipway.XGBoost;

/// <summary>Values that a booster gives for a matrix.</summary>
/// <param name="Values">Row-major: rows times <paramref name="Outputs"/>.</param>
/// <param name="Outputs">Values per row: 1, or the number of classes.</param>
public sealed record Prediction(float[] Values, int Outputs);

/// <summary>What each column adds to the margins of rows.</summary>
/// <param name="Values">Rows times <paramref name="Outputs"/> times <paramref name="Columns"/>; the last column is what no column adds. Those of a row and output add up to its margin.</param>
/// <param name="Outputs">Margins per row: 1, or the number of classes.</param>
/// <param name="Columns">Columns of the matrix, and one more.</param>
public sealed record Contributions(float[] Values, int Outputs, int Columns);

/// <summary>Which value of a booster is wanted.</summary>
public enum PredictionKind
{
    /// <summary>As the objective defines it: a probability, a class distribution, a number.</summary>
    Value = 0,

    /// <summary>The sum of the trees and the intercept, before the objective's transformation.</summary>
    Margin = 1,
}

/// <summary>One metric of one data set after one round.</summary>
/// <param name="Set">Name given to the data set, such as `validation`.</param>
/// <param name="Metric">XGBoost's name of the metric, such as `logloss`.</param>
/// <param name="Value">Its value; NaN or infinite when XGBoost says so.</param>
public sealed record RoundMetric(string Set, string Metric, double Value);
