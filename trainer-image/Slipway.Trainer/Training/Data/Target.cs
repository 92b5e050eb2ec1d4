using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.Contracts.Training;
using Slipway.DuckDb;

namespace Slipway.Trainer.Training.Data;

/// <summary>What is learned: the label column and, for classes, their names in the order of their numbers.</summary>
/// <param name="Column">Label column.</param>
/// <param name="Task">Kind of prediction.</param>
/// <param name="Classes">Class names; the positive class of a binary task comes last; empty for regression.</param>
/// <param name="TrainShares">Share of each class in the train split.</param>
/// <param name="TrainMean">Mean label of the train split; regression alone.</param>
internal sealed record Target(string Column, LearningTask Task, IReadOnlyList<string> Classes, IReadOnlyList<double> TrainShares, double TrainMean)
{
    internal const string Alias = "__slipway_label";

    /// <summary>SQL of the label as a number: the class's index, or the value itself.</summary>
    internal string ToSql()
    {
        var column = SqlText.Identifier(Column);
        return Task == LearningTask.Regression
            ? $"CAST({column} AS DOUBLE)"
            : string.Create(CultureInfo.InvariantCulture, $"CAST(list_position({SqlText.List(Classes)}, CAST({column} AS VARCHAR)) - 1 AS DOUBLE)");
    }

    /// <summary>A split with the label's number beside its columns, for use as a source.</summary>
    internal string Source(Split split) => $"(SELECT *, {ToSql()} AS {Alias} FROM {TrainingData.Table(split)})";
}
