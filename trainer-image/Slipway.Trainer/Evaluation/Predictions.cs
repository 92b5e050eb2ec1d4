using Slipway.Contracts.Training;
using Slipway.Trainer.Training.Data;
using Slipway.Trainer.Training.Labels;

namespace Slipway.Trainer.Evaluation;

/// <summary>What a model gives for some rows: scores, and the decisions that follow from them. Pure.</summary>
/// <param name="Scores">Scores, row by row.</param>
/// <param name="Target">What is predicted.</param>
/// <param name="Threshold">Probability from which a row is labelled positive.</param>
internal sealed record Predictions(float[] Scores, Target Target, float Threshold)
{
    /// <summary>Scores of a row.</summary>
    internal int Outputs => Target.Task == LearningTask.Multiclass ? Target.Classes.Count : 1;

    internal int Count => Scores.Length / Outputs;

    /// <summary>Label that a row is decided for; null where there are no classes.</summary>
    internal string? Decision(int row) => Target.Task switch
    {
        _ when !Target.Task.HasClasses() => null,
        LearningTask.Binary => Target.Classes[Scores[row] >= Threshold ? 1 : 0],
        _ => Target.Classes[new Probabilities(Scores, Outputs).Best(row)],
    };

    /// <summary>Probability of a class (of the positive one without a name), or the value or score where there are no classes.</summary>
    internal double Of(int row, string? name)
    {
        if (!Target.Task.HasClasses()) return Scores[row];
        var index = name is null ? Target.Classes.Count - 1 : Target.Classes.Index().First(each => each.Item == name).Index;
        return new Probabilities(Scores, Outputs).Of(row, index);
    }

    /// <summary>The largest difference of a row's scores.</summary>
    internal double Change(Predictions other, int row)
    {
        double largest = 0;
        for (var at = row * Outputs; at < (row + 1) * Outputs; at++) largest = Math.Max(largest, Math.Abs((double)Scores[at] - other.Scores[at]));
        return largest;
    }
}
