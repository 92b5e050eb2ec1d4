using System.Security.Cryptography;
using System.Text.Json;
using Slipway.Contracts.Data;
using Slipway.Trainer.Steps;
using Slipway.Trainer.Training.Data;
using Slipway.Trainer.Training.Learning;
using Slipway.XGBoost;
using Slipway.XGBoost.Collective;

namespace Slipway.Trainer.Training.Distributed;

/// <summary>Learns one model with the other workers: each reads its share of the rows, histograms and metrics are added up over all.</summary>
/// <remarks>Guarantees: every worker ends with the same model. It depends on the number of workers, since each sketches the distribution of its own rows before the bins are chosen.</remarks>
internal sealed class SharedLearning(RunContext run, PreparedData prepared, RowLoading loading, WorkerGroup group)
{
    /// <summary>Rows of the train split that this worker learns from.</summary>
    internal long Rows { get; private set; }

    internal TrainedBooster Learn(CancellationToken cancellationToken)
    {
        var share = group.Share;
        WorkerRules.CheckRows(prepared, share.Workers);
        using var train = loading.Open(prepared.Rows with { Source = share.Of(prepared.Rows.Source) }, cancellationToken);
        using var validation = prepared.Data.Has(Split.Validation) ? loading.Open(share.Of(prepared.Target.Source(Split.Validation)), cancellationToken) : null;
        if (train.Peek() is not { } some)
            throw StepException.Invalid("TooManyWorkers", $"Worker {share.Rank} of {share.Workers} has no rows to learn from after classes were resampled.", "Set workers to 1: so few rows need no more.");
        run.Warn(SanityChecks.OverfitSmallBatch([some], prepared.Columns, prepared.Parameters));
        run.Report($"worker {share.Rank} of {share.Workers} waits for the others");
        return run.Timer.Measure(() => group.Together(() => Boost(train, validation, cancellationToken)));
    }

    // Everything here is made in the same order by every worker: XGBoost joins the sketches of the columns when matrices are made.
    private TrainedBooster Boost(OpenRows train, OpenRows? validation, CancellationToken cancellationToken)
    {
        RequireAgreement();
        using var matrix = loading.ForTraining(train);
        using var other = validation is null ? null : loading.BesideRounds(validation, matrix);
        Rows = matrix.Rows;
        run.Report($"training on {Rows} rows of {prepared.Columns} columns with XGBoost {XGBoostLibrary.Version}, as worker {group.Share.Rank} of {group.Share.Workers}");
        return new BoostingLoop(prepared.Parameters, run.Step.Progress, run.Step.Clock) { Measured = run.Measured }.Train(matrix, other, cancellationToken);
    }

    /// <summary>Workers that read other columns or classes than the first would learn nonsense without an error.</summary>
    private void RequireAgreement()
    {
        var own = Digest();
        var first = own.ToArray();
        Communicator.Broadcast(first);
        if (first.AsSpan().SequenceEqual(own)) return;
        throw StepException.Invalid(
            "WorkersDisagree",
            $"Worker {group.Share.Rank} has other columns, classes, parameters or another XGBoost than worker 0.",
            "Give all workers the same image, and the dataset's files to read as the manifest names them.");
    }

    private byte[] Digest()
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartArray();
            json.WriteStringValue(run.Spec.Dataset.Digest);
            json.WriteStringValue(prepared.Program.Digest);
            json.WriteStringValue(XGBoostLibrary.Version.ToString());
            json.WriteNumberValue(prepared.Parameters.Rounds);
            foreach (var part in prepared.Features.OutputColumns.Concat(prepared.Target.Classes).Concat(prepared.Parameters.Metrics)) json.WriteStringValue(part);
            // Threads are a matter of the pod.
            foreach (var (name, value) in prepared.Parameters.Booster.Where(parameter => parameter.Key != "nthread").OrderBy(parameter => parameter.Key, StringComparer.Ordinal)) json.WriteStringValue($"{name}={value}");
            json.WriteEndArray();
        }

        return SHA256.HashData(text.GetBuffer().AsSpan(0, (int)text.Length));
    }
}
