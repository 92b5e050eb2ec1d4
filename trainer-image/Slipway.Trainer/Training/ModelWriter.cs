using System.Text;
using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.FeatureReports;
using Slipway.Contracts.Models;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.Storage;
using Slipway.Trainer.FeatureReports;
using Slipway.Trainer.ModelCards;
using Slipway.Trainer.Steps;
using Slipway.Trainer.Steps.Progress;
using Slipway.Trainer.Training.WarmStarts;

namespace Slipway.Trainer.Training;

/// <summary>Writes the model file, its evaluation and its manifest; the manifest comes after what it describes.</summary>
internal static class ModelWriter
{
    internal static async Task<TrainResult> WriteAsync(TrainSpec spec, StepContext context, TrainOutcome outcome, long start, CancellationToken cancellationToken)
    {
        var output = ObjectUri.Parse(spec.Output);
        var artifact = new ModelArtifact { Uri = output.Append("model.onnx").ToString(), Digest = Digest.Of(outcome.Model), Size = outcome.Model.Length };
        await context.Store.PutAsync(output.Append("model.onnx"), outcome.Model, cancellationToken);
        await context.Store.PutAsync(output.Append("features.json"), Encoding.UTF8.GetBytes(outcome.FittedFeatures), cancellationToken);
        var booster = await BoosterWriter.WriteAsync(context.Store, output, outcome.Booster, cancellationToken);
        foreach (var (name, path) in outcome.Files) await context.Store.PutFileAsync(output.Append(name), path, cancellationToken);
        await context.Store.PutAsync(output.Append("evaluation.json"), JsonSerializer.SerializeToUtf8Bytes(outcome.Evaluation, ContractsJson.Default.EvaluationReport), cancellationToken);
        var features = await FeatureReportWriter.WriteAsync(context.Store, output, outcome.Features, cancellationToken);
        var page = ModelCard.Write(spec, outcome.Evaluation, outcome.Features, outcome.Warnings, outcome.Engines);
        var card = new ModelCardFile { Uri = output.Append(ModelCard.FileName).ToString(), Digest = Digest.Of(page) };
        await context.Store.PutAsync(output.Append(ModelCard.FileName), page, cancellationToken);
        var manifest = Describe(spec, outcome, artifact, features, booster, card, context.Clock.GetUtcNow());
        await context.Store.PutAsync(output.Append("manifest.json"), JsonSerializer.SerializeToUtf8Bytes(manifest, ContractsJson.Default.ModelManifest), cancellationToken);

        var learnerSeconds = outcome.LearnerTime.TotalSeconds;
        return new TrainResult
        {
            Artifact = artifact,
            ManifestUri = output.Append("manifest.json").ToString(),
            EvaluationUri = output.Append("evaluation.json").ToString(),
            Signature = outcome.Signature,
            Lookups = outcome.Lookups,
            Windows = outcome.Windows,
            Threshold = outcome.Evaluation.Threshold?.Value,
            Metrics = manifest.Metrics,
            References = outcome.References,
            Gates = outcome.Evaluation.Gates,
            Features = features,
            Card = card,
            Parity = outcome.Evaluation.Parity,
            ExcludedWindows = outcome.Evaluation.ExcludedWindows,
            DerivedFrom = manifest.Provenance.DerivedFrom,
            Rows = outcome.Rows,
            RowsPerSecond = outcome.Rows * outcome.Rounds / Math.Max(learnerSeconds, 1e-9),
            Seconds = context.Clock.GetElapsedTime(start).TotalSeconds,
            LearnerSeconds = learnerSeconds,
            Usage = new TrainUsage
            {
                CpuSeconds = ProcessUsage.CpuSeconds, PeakMemoryBytes = ProcessUsage.PeakMemoryBytes, InputSeconds = outcome.InputTime.TotalSeconds, Examples = outcome.Rows * outcome.Rounds,
            },
            Booster = booster,
            ResumedFrom = outcome.ResumedFrom,
            SpecDigest = FinishedRun.DigestOf(spec),
            Engines = outcome.Engines,
            Warnings = outcome.Warnings.Count == 0 ? null : outcome.Warnings,
        };
    }

    private static ModelManifest Describe(TrainSpec spec, TrainOutcome outcome, ModelArtifact artifact, FeatureSummary features, BoosterFile? booster, ModelCardFile card, DateTimeOffset now) => new()
    {
        Model = spec.Model,
        Version = spec.Version,
        Task = spec.Task,
        Artifact = artifact,
        Booster = booster,
        Signature = outcome.Signature,
        Classes = outcome.Classes.Count == 0 ? null : outcome.Classes,
        Threshold = outcome.Evaluation.Threshold?.Value,
        Lookups = outcome.Lookups,
        Windows = outcome.Windows,
        Provenance = new ModelProvenance
        {
            TrainingJob = spec.TrainingJob,
            Run = spec.Run,
            Dataset = spec.Dataset.Name,
            DatasetDigest = spec.Dataset.Digest,
            JoinedDatasets = spec.JoinedDatasets,
            EvaluationSets = spec.EvaluationSets is { Count: > 0 } sets ? [.. sets.Select(set => set.Pin)] : null,
            FeatureSet = spec.FeatureSet,
            FeatureDigest = outcome.FeatureDigest,
            Upstream = spec.Upstream,
            ConfigurationDigest = spec.ConfigurationDigest,
            ExcludedWindows = outcome.Evaluation.ExcludedWindows,
            Search = spec.Search,
            DerivedFrom = outcome.TeacherDigest is { } teacher
                ? new DerivedModel { Method = spec.Compression!.Method, Uri = ObjectUri.Parse(spec.Output).Append(Compression.CompressionStudy.TeacherFile).ToString(), Digest = teacher }
                : null,
            Parents = spec.WarmStart?.Parents,
            ResumedFrom = outcome.ResumedFrom,
            Seed = spec.Seed,
            Workers = spec.Workers > 1 ? spec.Workers : null,
            Image = spec.Image,
            Engines = outcome.Engines,
        },
        Metrics = [.. outcome.Evaluation.Metrics.Where(metric => metric is { Split: Split.Test, Slice: null })],
        Features = features,
        Card = card,
        Parity = outcome.Evaluation.Parity,
        CreatedAt = now,
    };
}
