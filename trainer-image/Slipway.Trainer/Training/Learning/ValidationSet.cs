using Slipway.Contracts.Data;
using Slipway.Trainer.Training.Data;
using Slipway.XGBoost;

namespace Slipway.Trainer.Training.Learning;

/// <summary>The rows of the validation split: measured on after each round, and scored when the model is there.</summary>
internal sealed class ValidationSet : IDisposable
{
    private readonly RunContext run;
    private readonly PreparedData prepared;
    private readonly RowLoading loading;
    private readonly CancellationToken cancellationToken;
    private readonly float[] labels = [];
    private DMatrix? matrix;

    internal ValidationSet(RunContext run, PreparedData prepared, RowLoading loading, CancellationToken cancellationToken)
    {
        this.run = run;
        this.prepared = prepared;
        this.loading = loading;
        this.cancellationToken = cancellationToken;
        Exists = prepared.Data.Has(Split.Validation);
        if (!Exists || loading.Form != MatrixForm.InMemory) return;
        var rows = run.InputTimer.Measure(() => FeatureRows.Read(prepared.Data, Split.Validation, prepared.Features, prepared.Target, cancellationToken));
        labels = Matrices.Labels(rows);
        matrix = run.Timer.Measure(() => Matrices.ForPrediction(rows, prepared.Columns, run.Threads));
    }

    internal bool Exists { get; }

    public void Dispose() => matrix?.Dispose();

    /// <summary>The matrix for the metrics of each round; null where the split has no rows.</summary>
    internal DMatrix? BesideRounds(DMatrix train)
    {
        if (!Exists || loading.Form == MatrixForm.InMemory) return matrix;
        matrix?.Dispose();
        using var open = new OpenRows(Stream());
        matrix = loading.BesideRounds(open, train);
        return matrix;
    }

    /// <summary>The matrix for models that are learned from rows in memory; null where the split has no rows.</summary>
    internal DMatrix? InMemory()
    {
        if (!Exists || loading.Form == MatrixForm.InMemory) return matrix;
        matrix?.Dispose();
        return matrix = Matrices.ForPrediction(FeatureRows.Read(prepared.Data, Split.Validation, prepared.Features, prepared.Target, cancellationToken), prepared.Columns, run.Threads);
    }

    /// <summary>What a model gives for each row, beside the labels.</summary>
    internal (Prediction Scores, float[] Labels) Score(TrainedBooster trained)
    {
        if (loading.Form == MatrixForm.InMemory) return (trained.Booster.Predict(matrix!, PredictionKind.Value, trained.Rounds), labels);
        var (scores, truths, outputs) = (new List<float>(), new List<float>(), 1);
        using var stream = Stream();
        while (stream.Next() is { } batch)
        {
            using var part = Matrices.ForPrediction([batch], prepared.Columns, run.Threads);
            var predicted = trained.Booster.Predict(part, PredictionKind.Value, trained.Rounds);
            scores.AddRange(predicted.Values);
            truths.AddRange(batch.Labels.Span);
            outputs = predicted.Outputs;
        }

        return (new Prediction([.. scores], outputs), [.. truths]);
    }

    private FeatureStream Stream() => FeatureRows.Stream(prepared.Data, prepared.Target.Source(Split.Validation), prepared.Features, prepared.Target, cancellationToken);
}
