using Slipway.Contracts.Data;
using Slipway.Contracts.FeatureReports;
using Slipway.Features;
using Slipway.Trainer.Evaluation;
using Slipway.Trainer.Evaluation.Metrics;
using Slipway.Trainer.FeatureReports.Statistics;
using Slipway.Trainer.Steps;
using Slipway.Trainer.Training.Data;
using Slipway.Trainer.Training.Parameters;
using Slipway.XGBoost;

namespace Slipway.Trainer.Training.Learning;

/// <summary>Trains the model again with the same parameters, on some of its rows or features or with another seed, and says what it is worth then.</summary>
internal sealed class Retraining(
    TrainingData data, FittedFeatures features, TrainingRows rows, Target target, LearnerParameters parameters, TrainedBooster whole, int threads, StepContext context)
{
    private IReadOnlyList<DenseBatch>? train;
    private IReadOnlyList<DenseBatch>? measured;
    private double? wholeValue;

    /// <summary>The split that is measured on: never the test split where there is another, since features are chosen by it.</summary>
    internal Split Split => data.Has(Split.Validation) ? Split.Validation : Split.Test;

    /// <summary>What the model is judged by: roc_auc, log_loss, r2 or ndcg.</summary>
    internal string Metric => HeadlineMeasure.Name(target.Task);

    /// <summary>The model as it is, with the rows that it learned from.</summary>
    internal (long Rows, double Value) Whole(CancellationToken cancellationToken)
    {
        Read(cancellationToken);
        return (Count(train!), Round(WholeValue()));
    }

    /// <summary>A model of a random part of the rows.</summary>
    internal (long Rows, double Value) OnPart(double share, long seed, CancellationToken cancellationToken)
    {
        Read(cancellationToken);
        var columns = features.OutputColumns.Count;
        var part = RowSample.Take(train!, columns, share, seed);
        return (Count(part), part.Count == 0 ? double.NaN : Round(Measure(Train(part, measured!, columns, cancellationToken), measured!, columns, disposes: true)));
    }

    /// <summary>A model of the train split's rows that meet a condition, on other rows than those that are measured elsewhere.</summary>
    internal (long Rows, double Value) OnRows(string condition, MeasuredRows on, CancellationToken cancellationToken)
    {
        var columns = features.OutputColumns.Count;
        var part = FeatureRows.Read(data, rows with { Source = $"(SELECT * FROM {rows.Source} WHERE {condition})" }, features, cancellationToken);
        if (part.Count == 0 || on.Rows == 0) return (Count(part), double.NaN);
        measured ??= FeatureRows.Read(data, Split, features, target, cancellationToken);
        using var trained = Train(part, measured, columns, cancellationToken);
        return (Count(part), Round(HeadlineMeasure.Of(target, trained.Booster.Predict(on.Matrix!, PredictionKind.Value, trained.Rounds).Values, on.Labels, on.Queries)));
    }

    /// <summary>The rows of the test split that meet a condition, for models to be measured on.</summary>
    internal MeasuredRows OpenTest(string condition, CancellationToken cancellationToken) =>
        new(FeatureRows.ReadLabelled(data, $"(SELECT * FROM {target.Source(Split.Test)} WHERE {condition})", features, target, cancellationToken), features.OutputColumns.Count, threads);

    /// <summary>The model without these features.</summary>
    internal LeftOut Without(IReadOnlyList<FeatureLayout> leftOut, CancellationToken cancellationToken)
    {
        Read(cancellationToken);
        var dropped = leftOut.SelectMany(feature => Enumerable.Range(feature.First, feature.Width)).ToHashSet();
        int[] kept = [.. Enumerable.Range(0, features.OutputColumns.Count).Where(column => !dropped.Contains(column))];
        context.Progress.Report($"training again without {string.Join(", ", leftOut.Select(feature => feature.Name))}");
        var narrow = Narrow(measured!, kept);
        var without = Measure(Train(Narrow(train!, kept), narrow, kept.Length, cancellationToken), narrow, kept.Length, disposes: true);
        return Compare([.. leftOut.Select(feature => feature.Name)], WholeValue(), without);
    }

    /// <summary>A model of the train split's rows that meet a condition, beside the whole one, on test rows that do not.</summary>
    internal LeftOut WithoutRows(string what, string heldOut, CancellationToken cancellationToken)
    {
        context.Progress.Report($"training again without a fifth of the values of {what}");
        var columns = features.OutputColumns.Count;
        var known = FeatureRows.Read(data, rows with { Source = $"(SELECT * FROM {rows.Source} WHERE NOT ({heldOut}))" }, features, cancellationToken);
        var unknown = FeatureRows.ReadLabelled(data, $"(SELECT * FROM {target.Source(Split.Test)} WHERE {heldOut})", features, target, cancellationToken);
        if (known.Count == 0 || unknown.Count == 0) return new LeftOut([what], Metric, double.NaN, double.NaN, double.NaN);
        measured ??= FeatureRows.Read(data, Split, features, target, cancellationToken);
        return Compare([what], Measure(whole, unknown, columns, disposes: false), Measure(Train(known, measured, columns, cancellationToken), unknown, columns, disposes: true));
    }

    /// <summary>The rows of the test split as models of the same rows with other seeds score them, one after the other.</summary>
    internal IEnumerable<ScoredRows> WithOtherSeeds(long seed, int runs, CancellationToken cancellationToken)
    {
        var columns = features.OutputColumns.Count;
        Read(cancellationToken);
        var test = Split == Split.Test ? measured! : FeatureRows.Read(data, Split.Test, features, target, cancellationToken);
        double[] labels = [.. Matrices.Labels(test).Select(label => (double)label)];
        using var matrix = Matrices.ForTraining(train!, columns, parameters, threads);
        using var validation = Validation(measured!, columns);
        using var scored = Matrices.ForPrediction(test, columns, threads);
        for (var run = 1; run <= runs; run++)
        {
            context.Progress.Report($"training again with another seed, {run} of {runs}");
            using var trained = Boost(parameters.WithSeed(seed + run), matrix, validation, cancellationToken);
            yield return new ScoredRows(Split.Test, trained.Booster.Predict(scored, PredictionKind.Value, trained.Rounds).Values, labels, []) { Queries = Matrices.Queries(test) };
        }
    }

    private void Read(CancellationToken cancellationToken)
    {
        train ??= FeatureRows.Read(data, rows, features, cancellationToken);
        measured ??= FeatureRows.Read(data, Split, features, target, cancellationToken);
    }

    private double WholeValue() => wholeValue ??= Measure(whole, measured!, features.OutputColumns.Count, disposes: false);

    private static long Count(IReadOnlyList<DenseBatch> batches) => batches.Sum(batch => (long)batch.Labels.Length);

    private LeftOut Compare(IReadOnlyList<string> leftOut, double with, double without)
    {
        return new LeftOut(leftOut, Metric, Round(with), Round(without), Round(MetricNames.Goodness(Metric, with) - MetricNames.Goodness(Metric, without)));
    }

    private TrainedBooster Train(IReadOnlyList<DenseBatch> batches, IReadOnlyList<DenseBatch> other, int columns, CancellationToken cancellationToken)
    {
        using var matrix = Matrices.ForTraining(batches, columns, parameters, threads);
        using var validation = Validation(other, columns);
        return Boost(parameters.FromNothing, matrix, validation, cancellationToken);
    }

    private DMatrix? Validation(IReadOnlyList<DenseBatch> batches, int columns) => data.Has(Split.Validation) ? Matrices.ForPrediction(batches, columns, threads) : null;

    private TrainedBooster Boost(LearnerParameters chosen, DMatrix matrix, DMatrix? validation, CancellationToken cancellationToken) =>
        new BoostingLoop(chosen, new StepProgress("train", TextWriter.Null, context.Clock), context.Clock).Train(matrix, validation, cancellationToken);

    private double Measure(TrainedBooster trained, IReadOnlyList<DenseBatch> batches, int columns, bool disposes)
    {
        try
        {
            using var matrix = Matrices.ForPrediction(batches, columns, threads);
            var predicted = trained.Booster.Predict(matrix, PredictionKind.Value, trained.Rounds);
            return HeadlineMeasure.Of(target, predicted.Values, Matrices.Labels(batches), Matrices.Queries(batches));
        }
        finally
        {
            if (disposes) trained.Dispose();
        }
    }

    private static List<DenseBatch> Narrow(IReadOnlyList<DenseBatch> batches, int[] kept) => [.. batches.Select(batch =>
    {
        var count = batch.Labels.Length;
        var values = batch.Values.Span;
        var width = values.Length / count;
        var narrow = GC.AllocateUninitializedArray<float>(count * kept.Length);
        for (var row = 0; row < count; row++)
            for (var column = 0; column < kept.Length; column++) narrow[(row * kept.Length) + column] = values[(row * width) + kept[column]];
        return batch with { Values = narrow };
    })];

    private static double Round(double value) => Math.Round(value, 6);
}
