using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.Contracts.Training;
using Slipway.Trainer.Evaluation.Metrics;
using Slipway.Trainer.Steps;
using Slipway.Trainer.Training;
using Slipway.Trainer.Training.Export;
using Column = Slipway.Contracts.Data.Column;
using ColumnType = Slipway.Contracts.Data.ColumnType;
using ReportedSlice = Slipway.Contracts.Training.SliceFinding;

namespace Slipway.Trainer.Evaluation.SliceFinding;

/// <summary>Looks in one split for slices that nobody declared and on which the model is worse than elsewhere.</summary>
internal sealed class SliceFinder(PreparedData prepared, GraphScorer scorer, EvaluationPolicy policy)
{
    private const int MostRows = 100_000;
    private const int MostColumns = 30;
    private const double SmallestProbability = 1e-16;
    private const string Place = "__slipway_place";

    internal SliceFinderReport Find(SliceFinderPolicy wanted, CancellationToken cancellationToken)
    {
        if (prepared.Target.Task == LearningTask.Ranking)
            throw StepException.Invalid("NoLossOfRows", "evaluation.sliceFinder compares the losses of rows, and a Ranking is judged by its queries.", "Remove evaluation.sliceFinder, and declare evaluation.slices.");
        var split = wanted.Split ?? (prepared.Data.Has(Split.Validation) ? Split.Validation : Split.Test);
        if (!prepared.Data.Has(split))
            throw StepException.Invalid("NoRowsToSearch", $"evaluation.sliceFinder.split is {split}, and the dataset version has no {split} rows.", "Set it to Test, or set splits.validationPercent of the Dataset above 0.");
        var every = (prepared.Data.Rows(split) + MostRows - 1) / MostRows;
        var source = string.Create(CultureInfo.InvariantCulture, $"(SELECT * FROM (SELECT *, row_number() OVER () AS {Place} FROM {prepared.Target.Source(split)}) WHERE {Place} % {every} = 0)");
        var columns = Columns(wanted);
        var parts = columns.ConvertAll(column => ColumnCoding.Of(prepared.Data, source, column, wanted.Bins, cancellationToken));
        var (losses, codes) = Read(source, parts.ConvertAll(part => part.Sql), cancellationToken);
        List<CodedColumn> coded = [.. columns.Select((column, index) => new CodedColumn(column.Name, parts[index].Parts, codes[index]))];
        var (tested, found) = SliceSearch.Find(losses, coded, wanted.MaxColumns, policy.MinSliceRows, wanted.MinEffectSize, wanted.Alpha);
        return new SliceFinderReport
        {
            Split = split, Rows = losses.Length, Loss = prepared.Target.Task == LearningTask.Regression ? MetricNames.Mae : MetricNames.LogLoss, MeanLoss = losses.Length == 0 ? 0 : losses.Average(),
            Columns = [.. columns.Select(column => column.Name)], Tested = tested, Count = found.Count, Findings = [.. found.Take(wanted.MaxSlices).Select(slice => Describe(slice, coded, losses.Length))],
        };
    }

    /// <summary>What gates can name of a report.</summary>
    internal static MetricValue Metric(SliceFinderReport report) => new() { Metric = MetricNames.FoundSlices, Value = report.Count, N = report.Rows };

    private List<Column> Columns(SliceFinderPolicy wanted)
    {
        var manifest = prepared.Data.Manifest;
        List<Column> all = [.. prepared.Program.Inputs.Concat(manifest.Columns).DistinctBy(column => column.Name)];
        if (wanted.Columns is { } named)
        {
            return [.. named.Distinct().Select(name => all.Find(column => column.Name == name) ?? throw StepException.Invalid(
                "UnknownSliceColumn", $"evaluation.sliceFinder.columns names '{name}', which dataset '{manifest.Name}' does not have.", $"Its columns are {string.Join(", ", all.Select(column => column.Name))}."))];
        }

        var sliced = prepared.Slices.Select(slice => slice.Column).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. all.Where(column => sliced.Contains(column.Name) || prepared.Program.Inputs.Contains(column))
                .Where(column => !Protections.IsConfidential(column) && column.Type is not (ColumnType.Timestamp or ColumnType.Date) && column.Name != prepared.Target.Column).Take(MostColumns),
        ];
    }

    private (double[] Losses, List<byte[]> Codes) Read(string source, List<string> sql, CancellationToken cancellationToken)
    {
        var labels = new List<double>();
        var codes = sql.ConvertAll(_ => new List<byte>());
        var buffer = new double[4096];
        var scores = scorer.Score(prepared.Data, source, [Training.Data.Target.Alias, .. sql], (chunk, at) =>
        {
            var numbers = buffer.AsSpan(0, chunk.RowCount);
            chunk.Column(at).CopyTo(numbers);
            labels.AddRange(numbers);
            for (var index = 0; index < codes.Count; index++)
            {
                chunk.Column(at + 1 + index).CopyTo(numbers);
                foreach (var number in numbers) codes[index].Add((byte)number);
            }
        }, cancellationToken);
        var predictions = new Predictions(scores, prepared.Target, 0);
        return ([.. labels.Select((label, row) => Loss(predictions, row, label))], codes.ConvertAll(column => column.ToArray()));
    }

    private double Loss(Predictions predictions, int row, double label) => prepared.Target.Task == LearningTask.Regression
        ? Math.Abs(label - predictions.Of(row, null))
        : -Math.Log(Math.Max(predictions.Of(row, prepared.Target.Classes[(int)label]), SmallestProbability));

    private static ReportedSlice Describe(FoundSlice slice, List<CodedColumn> columns, int rows)
    {
        var interval = Intervals.Around(slice.Inside.Mean, slice.Inside.Variance / slice.Inside.Count);
        return new ReportedSlice
        {
            Slice = string.Join(", ", slice.Parts.Select(part => $"{columns[part.Column].Name}={columns[part.Column].Parts[part.Part].Text}")),
            Condition = string.Join(" AND ", slice.Parts.Select(part => columns[part.Column].Parts[part.Part].Condition)),
            Rows = slice.Inside.Count, Share = (double)slice.Inside.Count / rows, Loss = slice.Inside.Mean, Low = interval.Low, High = interval.High,
            LossElsewhere = slice.Outside.Mean, EffectSize = slice.Effect, PValue = slice.PValue,
        };
    }
}
