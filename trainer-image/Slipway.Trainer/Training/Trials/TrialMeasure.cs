using Slipway.Contracts.Data;
using Slipway.Contracts.Training;
using Slipway.Trainer.Evaluation;
using Slipway.Trainer.Evaluation.Metrics;
using Slipway.Trainer.Training.Data;
using Slipway.Trainer.Training.Learning;
using Slipway.XGBoost;
using Slipway.XGBoost.Model;

namespace Slipway.Trainer.Training.Trials;

/// <summary>Measures a booster on the validation split with the metrics that the model will be measured with; a threshold is chosen there too, as for the model.</summary>
internal sealed class TrialMeasure : IDisposable
{
    private readonly RunContext run;
    private readonly PreparedData prepared;
    private readonly IReadOnlyList<string> metrics;
    private readonly double[] labels;

    internal TrialMeasure(RunContext run, PreparedData prepared, IReadOnlyList<string> metrics, CancellationToken cancellationToken)
    {
        (this.run, this.prepared, this.metrics) = (run, prepared, metrics);
        var rows = FeatureRows.Read(prepared.Data, Split.Validation, prepared.Features, prepared.Target, cancellationToken);
        labels = [.. Matrices.Labels(rows).Select(label => (double)label)];
        Matrix = run.Timer.Measure(() => Matrices.ForPrediction(rows, prepared.Columns, run.Threads));
    }

    /// <summary>The rows of the validation split.</summary>
    internal DMatrix Matrix { get; }

    internal long Rows => labels.Length;

    /// <summary>All metrics of the first rounds; null where one is undefined on these rows.</summary>
    internal IReadOnlyList<double?> All(Booster booster, int rounds) => Of(booster, rounds, metrics);

    /// <summary>The first metric.</summary>
    internal double? First(Booster booster, int rounds) => Of(booster, rounds, [metrics[0]])[0];

    private IReadOnlyList<double?> Of(Booster booster, int rounds, IReadOnlyList<string> wanted)
    {
        var measured = wanted.Any(metric => metric != SearchMetrics.ModelNodes) ? Measure(booster, rounds) : [];
        return [.. wanted.Select(metric => metric == SearchMetrics.ModelNodes ? Nodes(booster, rounds) : measured.GetValueOrDefault(metric))];
    }

    private Dictionary<string, double?> Measure(Booster booster, int rounds)
    {
        var scores = booster.Predict(Matrix, PredictionKind.Value, rounds).Values;
        var rule = run.Spec.Evaluation.Threshold;
        var threshold = prepared.Target.Task == LearningTask.Binary ? ThresholdSelection.Choose(rule, scores, [.. labels.Select(label => label > 0)], Split.Validation).Value : 0;
        return new Evaluator(prepared.Target, (float)threshold, LabelCosts.Of(rule)).MeasureAll(new ScoredRows(Split.Validation, scores, labels, [])).ToDictionary(metric => metric.Metric, metric => metric.Value);
    }

    private static double Nodes(Booster booster, int rounds) => XGBoostModel.Read(booster.SaveModel(), rounds).Trees.Sum(tree => tree.Nodes.Count);

    public void Dispose() => Matrix.Dispose();
}
