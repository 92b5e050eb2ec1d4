using Slipway.Contracts.Data;
using Slipway.DuckDb;
using Slipway.Features;
using Slipway.Trainer.Steps;
using Slipway.Trainer.Training.Data;

namespace Slipway.Trainer.Evaluation.Sets;

/// <summary>Makes an evaluation set a table beside the splits, with the columns that the model reads.</summary>
internal static class SetTable
{
    /// <summary>Name of the table of a set, by its place in <c>evaluation.sets</c>.</summary>
    internal static string Name(int index) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"set_{index}");

    internal static string Create(TrainingData data, int index, OpenedSet set, FeatureProgram program, IReadOnlyList<JoinedDataset> joined, bool windows, CancellationToken cancellationToken)
    {
        var manifest = set.Dataset.Manifest;
        foreach (var column in data.Manifest.Columns.Where(column => program.Inputs.Any(input => input.Name == column.Name))) Require(set, column.Name, column.Type, "the model reads");
        if (set.Pinned.Set.PairBy is { } pair) Require(set, pair, null, "pairBy names");
        foreach (var key in joined.SelectMany(join => join.Join.Definition.Keys)) Require(set, key.Column, null, "a join reads");
        if (manifest.EventTime is null && (windows || joined.Count > 0))
            throw StepException.Invalid("NoEventTime", $"Evaluation set '{set.Name}' has no event time, which {(windows ? "windows are counted by" : "joins are made as of")}.", "Name its column in spec.eventTime of the Dataset.");
        var table = Name(index);
        var files = set.Dataset.Files.OrderBy(split => split.Key).SelectMany(split => split.Value);
        data.Run(() => data.Connection.Execute($"CREATE VIEW {table} AS {set.Dataset.View.Select(files)}", cancellationToken));
        if (joined.Count > 0) JoinedRows.AttachTo(data, table, manifest.EventTime!, program, joined, cancellationToken);
        return table;
    }

    private static void Require(OpenedSet set, string name, Contracts.Data.ColumnType? type, string reader)
    {
        var found = set.Dataset.Manifest.Columns.FirstOrDefault(column => column.Name == name);
        if (found is not null && (type is null || found.Type == type)) return;
        throw StepException.Invalid(
            "UnfitSet",
            found is null ? $"Evaluation set '{set.Name}' has no column '{name}', which {reader}." : $"Column '{name}' of evaluation set '{set.Name}' is {found.Type}, and {reader} {type}.",
            "Give the set the columns of the dataset that is learned from.");
    }
}
