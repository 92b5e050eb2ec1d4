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

    /// <summary>Number of the query of a row, in the sources of a ranking.</summary>
    internal const string Query = "__slipway_query";

    // float32 holds whole numbers up to here; queries that follow each other never have the same number.
    private const int MostNumbers = 1 << 24;

    /// <summary>Column whose rows with the same value are one query; null but for ranking.</summary>
    internal string? QueryColumn { get; init; }

    /// <summary>SQL of the label as a number: the class's index, or the value itself.</summary>
    internal string ToSql()
    {
        var column = SqlText.Identifier(Column);
        return !Task.HasClasses()
            ? $"CAST({column} AS DOUBLE)"
            : string.Create(CultureInfo.InvariantCulture, $"CAST(list_position({SqlText.List(Classes)}, CAST({column} AS VARCHAR)) - 1 AS DOUBLE)");
    }

    /// <summary>A split with the label's number beside its columns, for use as a source.</summary>
    internal string Source(Split split) => $"(SELECT *, {ToSql()} AS {Alias} FROM {ByQuery(TrainingData.Table(split))})";

    /// <summary>For ranking, a table with the rows of each query one after the other, in the order of the table, and the number of the query beside them.</summary>
    internal string ByQuery(string table)
    {
        if (QueryColumn is null) return table;
        var query = SqlText.Identifier(QueryColumn);
        return $"(SELECT * EXCLUDE (__slipway_place) FROM (SELECT *, dense_rank() OVER (ORDER BY {query}) % {MostNumbers} AS {Query}, row_number() OVER () AS __slipway_place FROM {table}) ORDER BY {query}, __slipway_place)";
    }
}
