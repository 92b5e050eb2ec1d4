using System.Globalization;
using Slipway.Contracts.Models;
using Slipway.Contracts.Training;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Training.Export;

/// <summary>Judges how far the exported graph and the learner are apart. Pure.</summary>
internal static class ParityCheck
{
    internal const double Limit = 1e-5;

    /// <param name="task">A number is compared relative to the prediction (at least 1), probabilities absolutely.</param>
    /// <param name="exported">Scores of the graph from raw columns.</param>
    /// <param name="learned">Predictions of XGBoost from features computed in SQL.</param>
    /// <param name="outputs">Scores per row.</param>
    internal static Parity Judge(LearningTask task, ReadOnlySpan<float> exported, ReadOnlySpan<float> learned, int outputs)
    {
        if (exported.Length != learned.Length)
            throw new InvalidOperationException($"{exported.Length} exported scores cannot be compared with {learned.Length} of the learner.");
        double largest = 0;
        var row = 0;
        for (var i = 0; i < exported.Length; i++)
        {
            double difference = Math.Abs((double)exported[i] - learned[i]);
            if (!task.HasClasses()) difference /= Math.Max(1, Math.Abs((double)learned[i]));
            // NaN on one side alone is the largest difference there is.
            if (double.IsNaN(difference)) difference = float.IsNaN(exported[i]) && float.IsNaN(learned[i]) ? 0 : double.PositiveInfinity;
            if (difference <= largest) continue;
            (largest, row) = (difference, i / outputs);
        }

        if (largest > Limit)
            throw StepException.Refused(
                "ParityFailed",
                string.Create(CultureInfo.InvariantCulture, $"The exported model differs from XGBoost by {largest:g3} in row {row} of {exported.Length / outputs} compared (limit {Limit:g1}): XGBoost gives {learned[row * outputs]:r}, the graph {exported[row * outputs]:r}."),
                "Please report this with the feature definitions; a model that would serve other values than it was trained for is never published.");
        return new Parity { Rows = exported.Length / outputs, MaxDifference = largest };
    }
}
