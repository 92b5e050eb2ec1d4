using Slipway.Api.ModelVersions;
using Slipway.Api.TrainingJobs;
using Slipway.Contracts.Data;
using Slipway.Operator.Access;

namespace Slipway.Operator.TrainingJobs.Triggers;

/// <summary>What a run, or a version whose run is no longer listed, was trained on.</summary>
/// <param name="Dataset">Version of the dataset.</param>
/// <param name="JoinedDatasets">Versions of joined datasets.</param>
/// <param name="EvaluationSets">Versions of evaluation sets.</param>
/// <param name="ConfigurationDigest">Digest of the configuration, the versions included.</param>
/// <param name="At">When it was decided.</param>
/// <param name="Run">The run, as long as it is listed.</param>
internal sealed record TrainedInputs(
    DatasetPin Dataset, IReadOnlyList<DatasetPin>? JoinedDatasets, IReadOnlyList<DatasetPin>? EvaluationSets, string ConfigurationDigest, DateTimeOffset? At, TrainingRun? Run = null)
{
    public IEnumerable<DatasetPin> Pins => Access.Pins.All(Dataset, JoinedDatasets, EvaluationSets);

    /// <summary>Those of the newest run that came so far as to read its data, however it ended.</summary>
    public static TrainedInputs? Tried(TrainingJobWorld world) => Of((world.Job.Status?.Runs ?? []).FirstOrDefault(run => run.Reason != TrainingDraft.SupersededReason)) ?? OfVersion(world);

    /// <summary>Those of the newest run that made a version.</summary>
    public static TrainedInputs? Learned(TrainingJobWorld world) => Of((world.Job.Status?.Runs ?? []).FirstOrDefault(run => run.State == RunState.Succeeded)) ?? OfVersion(world);

    /// <summary>Whether a run on newer versions would differ in nothing else.</summary>
    public bool HasConfigurationOf(TrainingJobSpec spec, TrainingInputs inputs) =>
        Dataset.Name == inputs.Dataset.Name
        && RunConfiguration.Digest(spec, inputs with { Dataset = Dataset, JoinedDatasets = JoinedDatasets, EvaluationSets = EvaluationSets }) == ConfigurationDigest;

    private static TrainedInputs? Of(TrainingRun? run) =>
        run is null ? null : new TrainedInputs(run.Dataset, run.JoinedDatasets, run.EvaluationSets, run.ConfigurationDigest, run.StartedAt, run);

    private static TrainedInputs? OfVersion(TrainingJobWorld world) => world.Versions
        .Where(version => version.Spec.Provenance is { } origin && origin.TrainingJob == world.Job.Metadata.Name && origin is { Dataset: not null, DatasetDigest: not null, ConfigurationDigest: not null })
        .MaxBy(version => VersionNumber.Of(version.Spec.Version)) is { } newest ? Of(newest) : null;

    // A version names the digest alone, which is all that a comparison needs.
    private static TrainedInputs Of(ModelVersion version)
    {
        var origin = version.Spec.Provenance!;
        return new TrainedInputs(
            new DatasetPin { Name = origin.Dataset!, Digest = origin.DatasetDigest!, ManifestUri = "" }, origin.JoinedDatasets, origin.EvaluationSets, origin.ConfigurationDigest!, version.Metadata.CreationTimestamp);
    }
}
