using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.DuckDb;
using Slipway.Trainer.Steps;
using ColumnType = Slipway.Contracts.Data.ColumnType;

namespace Slipway.Trainer.Training.Data;

/// <summary>Looks at the labels of every split before anything is trained, and refuses what cannot be learned from or measured with.</summary>
internal static class TargetReader
{
    private const int MostClasses = 1000;
    private static readonly string[] PositiveNames = ["true", "1", "1.0"];

    internal static Target Read(TrainSpec spec, TrainingData data, CancellationToken cancellationToken)
    {
        var column = data.Manifest.Columns.FirstOrDefault(column => column.Name == spec.Label)
            ?? throw StepException.Invalid(
                "UnknownLabel",
                $"label '{spec.Label}' is no column of dataset '{data.Manifest.Name}'.",
                $"Its columns are {string.Join(", ", data.Manifest.Columns.Select(known => known.Name))}.");
        if (spec.Unlabelled == UnlabelledRows.LeaveOut || spec.SelfTraining is not null) SetApart(spec, data, cancellationToken);
        else foreach (var split in Enum.GetValues<Split>().Where(data.Has)) RefuseMissing(split, spec, data, cancellationToken);
        if (spec.Task.HasClasses()) return ReadClasses(spec, data, cancellationToken);
        var target = ReadNumbers(column, spec, data, cancellationToken);
        return spec.Task == LearningTask.Ranking ? QueryReader.Add(target, spec, data, cancellationToken) : target;
    }

    private static void SetApart(TrainSpec spec, TrainingData data, CancellationToken cancellationToken)
    {
        data.SetUnlabelledApart(IsMissing(spec), cancellationToken);
        foreach (var split in new[] { Split.Train, Split.Test }.Where(split => data.Rows(split) == 0))
            throw StepException.Refused(
                "NoLabelledRows", $"None of {data.Unlabelled(split)} rows of the {split} split has a value in label '{spec.Label}'.",
                split == Split.Train ? "Label some rows, by hand or by the dataset's label.functions." : "Label rows of the test split by hand: a model that cannot be measured is not made.");
    }

    private static string IsMissing(TrainSpec spec)
    {
        var label = SqlText.Identifier(spec.Label);
        return $"({label} IS NULL OR CAST({label} AS VARCHAR) IN ('', 'nan', 'NaN'))";
    }

    private static void RefuseMissing(Split split, TrainSpec spec, TrainingData data, CancellationToken cancellationToken)
    {
        var missing = data.Run(() => data.Connection.Scalar<long>(
            $"SELECT count(*) FROM {TrainingData.Table(split)} WHERE {IsMissing(spec)}", cancellationToken));
        if (missing > 0)
            throw StepException.Refused(
                "MissingLabels",
                $"{missing} of {data.Rows(split)} rows of the {split} split have no value in label '{spec.Label}'.",
                "Declare the label column as not nullable in the dataset, so that such rows are quarantined, filter them in the source, or say spec.unlabelled: LeaveOut in the TrainingJob.");
    }

    private static Target ReadNumbers(Column column, TrainSpec spec, TrainingData data, CancellationToken cancellationToken)
    {
        if (column.Type is not (ColumnType.Float64 or ColumnType.Int64 or ColumnType.Boolean))
            throw StepException.Invalid("LabelNotNumeric", $"label '{spec.Label}' is {column.Type}; a {spec.Task} needs a number.", "Choose a numeric label, or task Binary or Multiclass.");
        var label = $"CAST({SqlText.Identifier(spec.Label)} AS DOUBLE)";
        foreach (var split in Enum.GetValues<Split>().Where(data.Has))
        {
            var infinite = data.Run(() => data.Connection.Scalar<long>($"SELECT count(*) FROM {TrainingData.Table(split)} WHERE NOT isfinite(CAST({label} AS FLOAT))", cancellationToken));
            if (infinite > 0)
                throw StepException.Refused("InfiniteLabels", $"{infinite} rows of the {split} split have an infinite label '{spec.Label}'.", "Limit the column with minimum and maximum in the dataset.");
        }

        return new Target(spec.Label, spec.Task, [], [], data.Run(() => data.Connection.Scalar<double>($"SELECT avg({label}) FROM {TrainingData.Table(Split.Train)}", cancellationToken)));
    }

    private static Target ReadClasses(TrainSpec spec, TrainingData data, CancellationToken cancellationToken)
    {
        var counts = Count(Split.Train, spec, data, cancellationToken);
        if (counts.Count < 2)
            throw StepException.Refused(
                "OneClass", $"All {data.Rows(Split.Train)} rows of the Train split have label '{spec.Label}' = '{counts.Keys.First()}'.", "A classifier needs rows of at least two classes.");
        if (spec.Task == LearningTask.Binary && counts.Count > 2)
            throw StepException.Refused(
                "TooManyClasses",
                $"label '{spec.Label}' has {counts.Count} values ({string.Join(", ", counts.Keys.Take(5))}, ...); a Binary task has two.",
                "Use task Multiclass, or a label with two values.");
        if (counts.Count > MostClasses)
            throw StepException.Refused("TooManyClasses", $"label '{spec.Label}' has {counts.Count} values; at most {MostClasses} classes can be learned.", "Is it a number? Then use task Regression.");

        var classes = Order(counts, spec);
        foreach (var split in new[] { Split.Validation, Split.Test }.Where(data.Has)) RefuseUnknown(split, classes, spec, data, cancellationToken);
        double total = counts.Values.Sum();
        return new Target(spec.Label, spec.Task, classes, [.. classes.Select(name => counts[name] / total)], 0);
    }

    private static void RefuseUnknown(Split split, IReadOnlyList<string> classes, TrainSpec spec, TrainingData data, CancellationToken cancellationToken)
    {
        var (name, count) = Count(split, spec, data, cancellationToken).FirstOrDefault(pair => !classes.Contains(pair.Key));
        if (name is not null)
            throw StepException.Refused(
                "UnknownClass",
                $"label '{spec.Label}' has the value '{name}' in {count} rows of the {split} split and in none of the Train split.",
                "Give the class more rows, or merge it with another in the dataset's SQL.");
    }

    /// <summary>Numbers in numeric order, texts in ordinal order; the positive class of a binary task last.</summary>
    private static string[] Order(SortedDictionary<string, long> counts, TrainSpec spec)
    {
        string[] names = counts.Keys.All(name => long.TryParse(name, System.Globalization.CultureInfo.InvariantCulture, out _))
            ? [.. counts.Keys.OrderBy(name => long.Parse(name, System.Globalization.CultureInfo.InvariantCulture))]
            : [.. counts.Keys];
        if (spec.Task != LearningTask.Binary) return names;
        var positive = spec.PositiveClass ?? names.FirstOrDefault(name => PositiveNames.Contains(name)) ?? names.MinBy(name => counts[name])!;
        if (!counts.ContainsKey(positive))
            throw StepException.Invalid("UnknownPositiveClass", $"positiveClass '{positive}' is no value of label '{spec.Label}'.", $"Its values are '{names[0]}' and '{names[1]}'.");
        return [names.First(name => name != positive), positive];
    }

    private static SortedDictionary<string, long> Count(Split split, TrainSpec spec, TrainingData data, CancellationToken cancellationToken)
    {
        var rows = data.Run(() =>
        {
            using var result = data.Connection.Query($"SELECT CAST({SqlText.Identifier(spec.Label)} AS VARCHAR), count(*) FROM {TrainingData.Table(split)} GROUP BY 1", cancellationToken);
            return result.ReadRows();
        });
        return new SortedDictionary<string, long>(rows.ToDictionary(row => (string)row[0]!, row => (long)row[1]!), StringComparer.Ordinal);
    }
}
