using Slipway.Api.ModelVersions;
using Slipway.Api.TrainingJobs;
using Slipway.Contracts.Models;
using Slipway.Contracts.Steps;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.ModelVersions.Trash;
using Slipway.Operator.Reconciling;

namespace Slipway.Operator.TrainingJobs;

/// <summary>The ModelVersion that a successful run makes.</summary>
internal static class VersionRecord
{
    /// <summary>Name of the version's record.</summary>
    public static string NameOf(string model, string version) => $"{model}-{version}";

    /// <summary>The record. It has no owner: a model outlives the TrainingJob that made it (docs/decisions/model-versions-have-no-owner.md).</summary>
    public static Child Of(TrainingJobWorld world, TrainingRun run, TrainResult result)
    {
        var spec = world.Job.Spec;
        var name = NameOf(spec.Model, run.Version);
        var record = new ModelVersion
        {
            Metadata = new ObjectMeta
            {
                Name = name,
                Namespace = world.Job.Metadata.Namespace,
                Labels = ChildMetadata.Labels(world.Job, "model"),
                Finalizers = [VersionFinalizer.Name],
            },
            Spec = new ModelVersionSpec
            {
                Model = spec.Model,
                Version = run.Version,
                Owner = spec.Owner,
                Task = spec.Task,
                Artifact = result.Artifact,
                Booster = result.Booster,
                ManifestUri = result.ManifestUri,
                SecretRef = spec.Storage?.SecretRef ?? world.OwnDatasets.FirstOrDefault(dataset => dataset == world.Dataset)?.Spec.Storage?.SecretRef,
                Provenance = new ModelProvenance
                {
                    TrainingJob = world.Job.Metadata.Name,
                    Run = run.Name,
                    Experiments = VersionNumber.Of(run.Version),
                    Dataset = run.Dataset.Name,
                    DatasetDigest = run.Dataset.Digest,
                    JoinedDatasets = run.JoinedDatasets,
                    EvaluationSets = run.EvaluationSets,
                    Reads = run.Reads,
                    FeatureSet = spec.FeatureSet,
                    FeatureDigest = run.FeatureDigest,
                    Upstream = run.Upstream,
                    Parents = run.WarmStart?.Parents,
                    ResumedFrom = result.ResumedFrom,
                    ExcludedWindows = result.ExcludedWindows,
                    ConfigurationDigest = run.ConfigurationDigest,
                    Search = run.Search,
                    DerivedFrom = result.DerivedFrom,
                    Seed = spec.Seed,
                    Workers = spec.Workers > 1 ? spec.Workers : null,
                    Image = spec.Trainer?.Image ?? world.Settings.TrainerImage,
                    Engines = result.Engines,
                },
                Configuration = run.Configuration,
                Lookups = result.Lookups,
                Windows = result.Windows,
                Threshold = result.Threshold,
                Metrics = result.Metrics,
                References = result.References,
                Features = result.Features,
                Card = result.Card,
                Gates = result.Gates,
                Parity = result.Parity,
            },
        };
        return Child.Once(Api.SlipwayKinds.ModelVersion, record, world.Versions.FirstOrDefault(version => version.Metadata.Name == name));
    }
}
