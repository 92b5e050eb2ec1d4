using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.DuckDb;
using Slipway.Storage;
using Slipway.Trainer.Evaluation;
using Slipway.Trainer.Steps;
using Slipway.Trainer.Training.Data;

namespace Slipway.Trainer.Import;

/// <summary>The `evaluate` command: a model file from elsewhere and a dataset version that is held back in; its signature, metrics and gates out.</summary>
/// <remarks>Guarantees: metrics and gates are those of trained models, computed by the same code from what the file itself gives; zero rows with a label are an error, not a good result.</remarks>
internal static class EvaluateStep
{
    internal const string Name = "evaluate";

    internal static readonly IStep Step = new Step<EvaluateSpec>(Name, ContractsJson.Default.EvaluateSpec, spec => spec.Output, RunAsync);

    private static async Task<StepResult> RunAsync(EvaluateSpec spec, StepContext context, CancellationToken cancellationToken)
    {
        var start = context.Clock.GetTimestamp();
        using var model = await ImportedModel.OpenAsync(spec, context, cancellationToken);
        context.Progress.Report($"model {spec.Model} {spec.Version} loaded: {spec.Artifact.Digest[..19]}, {model.Signature.Inputs.Count} inputs");
        var dataset = await DatasetVerifier.OpenSetAsync(spec.Dataset, context, cancellationToken);
        // The engines block; the signal handlers must stay free.
        var report = await Task.Run(() => Measure(spec, context, model, dataset, cancellationToken), cancellationToken);
        var output = ObjectUri.Parse(spec.Output);
        await context.Store.PutAsync(output.Append("evaluation.json"), JsonSerializer.SerializeToUtf8Bytes(report, ContractsJson.Default.EvaluationReport), cancellationToken);
        return new StepResult
        {
            Step = Name, Outcome = StepOutcome.Succeeded,
            Evaluate = new EvaluateResult
            {
                Signature = model.Signature, Metrics = report.Metrics, Gates = report.Gates, Rows = report.Metrics.Max(metric => metric.N), Seconds = context.Clock.GetElapsedTime(start).TotalSeconds,
            },
        };
    }

    private static EvaluationReport Measure(EvaluateSpec spec, StepContext context, ImportedModel model, VerifiedDataset dataset, CancellationToken cancellationToken)
    {
        if (dataset.Manifest.Columns.All(column => column.Name != spec.Label))
            throw StepException.Invalid("UnknownLabel", $"Dataset '{dataset.Manifest.Name}' has no column '{spec.Label}'.", "Name the column with the truth in spec.imported.evaluation.label.");
        using var data = TrainingData.Open(dataset, spec.Threads ?? Environment.ProcessorCount, spec.MemoryBytes ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2, context.ScratchFolder);
        var rows = $"({dataset.View.Select(dataset.Files.OrderBy(split => split.Key).SelectMany(split => split.Value))})";
        var target = TargetOf(spec, data, rows, cancellationToken);
        var scorer = new ImportedScorer(model, dataset.Manifest, spec.Task, target.Classes.Count);
        var (scores, labels) = scorer.Score(data, $"(SELECT * FROM {rows} WHERE {SqlText.Identifier(spec.Label)} IS NOT NULL)", target.ToSql(), cancellationToken);
        context.Progress.Report($"{labels.Length} rows of {dataset.Manifest.Name} {dataset.Manifest.Digest[..19]} scored");
        List<MetricValue> metrics = [.. new Evaluator(target, (float)(spec.Threshold ?? 0.5)).MeasureAll(new ScoredRows(Split.Test, scores, labels, []))];
        return new EvaluationReport
        {
            Model = spec.Model, Version = spec.Version, Task = spec.Task, DatasetDigest = spec.Dataset.Digest, Classes = target.Classes.Count == 0 ? null : target.Classes,
            Gates = GateEvaluation.Decide(spec.Gates, new Measured(metrics, Champion: null)),
            // Gates are about these rows alone; on the record, each number says which rows they were.
            Metrics = [.. metrics.Select(metric => metric with { Dataset = spec.Dataset.Name })],
        };
    }

    private static Target TargetOf(EvaluateSpec spec, TrainingData data, string rows, CancellationToken cancellationToken)
    {
        var label = SqlText.Identifier(spec.Label);
        var labelled = data.Run(() => data.Connection.Scalar<long>($"SELECT count(*) FROM {rows} WHERE {label} IS NOT NULL", cancellationToken));
        if (labelled == 0) throw StepException.Refused("NoLabels", $"No row of dataset '{spec.Dataset.Name}' has a value of '{spec.Label}', so nothing can be measured.", "Measure it on a version with labels.");
        if (spec.Task == LearningTask.Regression)
            return new Target(spec.Label, spec.Task, [], [], data.Run(() => data.Connection.Scalar<double>($"SELECT avg(CAST({label} AS DOUBLE)) FROM {rows}", cancellationToken)));
        var classes = spec.Classes ?? [];
        var unknown = data.Run(() => data.Connection.Scalar<string>($"SELECT min(CAST({label} AS VARCHAR)) FROM {rows} WHERE {label} IS NOT NULL AND NOT list_contains({SqlText.List(classes)}, CAST({label} AS VARCHAR))", cancellationToken));
        if (unknown is not null)
            throw StepException.Refused("UnknownClass", $"A row of dataset '{spec.Dataset.Name}' has the label '{unknown}', which is none of the model's classes {string.Join(", ", classes.Take(20))}.", "Name all classes in spec.imported.evaluation.classes as the dataset writes them.");
        var shares = classes.Select(name => (double)data.Run(() => data.Connection.Scalar<long>($"SELECT count(*) FROM {rows} WHERE CAST({label} AS VARCHAR) = {SqlText.Literal(name)}", cancellationToken)) / labelled);
        return new Target(spec.Label, spec.Task, classes, [.. shares], 0);
    }
}
