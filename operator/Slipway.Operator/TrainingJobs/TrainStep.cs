using System.Text.Json;
using Slipway.Api;
using Slipway.Api.ModelVersions;
using Slipway.Api.TrainingJobs;
using Slipway.Contracts;
using Slipway.Contracts.FeatureReports;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Reconciling;
using Slipway.Operator.Steps;
using Slipway.Operator.TrainingJobs.Search;
using Slipway.Operator.Steps.Scheduling;

namespace Slipway.Operator.TrainingJobs;

/// <summary>The children of a run that is on record.</summary>
internal static class TrainStep
{
    public static IReadOnlyList<Child> Children(TrainingJobWorld world, TrainingRun run, TrainingInputs inputs) => Children(world, run.Name, Specification(world, run, inputs));

    /// <summary>The children of a training by its specification.</summary>
    public static IReadOnlyList<Child> Children(TrainingJobWorld world, string name, TrainSpec specification) =>
        StepChildren.Of(Template(world, name, specification.Image!, JsonSerializer.Serialize(specification, ContractsJson.Default.TrainSpec)), world.Children);

    /// <summary>What the pods of a run need, before there is one.</summary>
    public static PodSpec Pod(TrainingJobWorld world) => StepChildren.PodOf(Template(world, world.Job.Metadata.Name!, world.Job.Spec.Trainer?.Image ?? world.Settings.TrainerImage, ""));

    /// <summary>What the Job of a training is made from.</summary>
    public static StepTemplate Template(TrainingJobWorld world, string name, string image, string specification)
    {
        var spec = world.Job.Spec;
        return new StepTemplate
        {
            Owner = world.Job,
            Name = name,
            Step = "train",
            SpecJson = specification,
            Image = image,
            Command = spec.Trainer?.Command,
            Args = spec.Trainer?.Args,
            Placement = spec.Placement,
            Jurisdictions = Jurisdictions.Common(world.DatasetsRead),
            Secrets = Secrets(world),
            Progress = world.Settings.Progress?.Of(world.Job.Key(), name),
            Retries = spec.Retries,
            Deadline = spec.Deadline,
            Workers = spec.Workers,
            Queue = QueueLabels.Of(world.Job),
            Volcano = spec.PodGroupPolicy?.Volcano,
            Topology = spec.Topology,
            Template = spec.Trainer?.Template,
        };
    }

    /// <summary>URI prefix of everything that a run writes.</summary>
    public static string Output(TrainingJobWorld world, TrainingRun run) =>
        $"{world.Settings.StoreOf(world.Job.Spec.Storage)}/models/{world.Job.Metadata.Namespace}/{world.Job.Spec.Model}/{run.Version}/{run.Name}";

    /// <summary>What a run is to do.</summary>
    public static TrainSpec Specification(TrainingJobWorld world, TrainingRun run, TrainingInputs inputs)
    {
        var (spec, champion) = (world.Job.Spec, Champion(world));
        return new TrainSpec
        {
            Namespace = world.Job.Metadata.Namespace!,
            TrainingJob = world.Job.Metadata.Name!,
            Run = run.Name,
            Owner = spec.Owner,
            Operation = FamilyFacts.Of(world, run),
            Model = spec.Model,
            Version = run.Version,
            Dataset = run.Dataset,
            FeatureSet = spec.FeatureSet,
            FeatureDigest = run.FeatureDigest,
            Features = inputs.Features,
            Joins = inputs.Joins,
            JoinedDatasets = run.JoinedDatasets,
            RateTables = inputs.RateTables,
            Upstream = run.Upstream,
            Label = inputs.Label,
            Task = spec.Task,
            Qid = spec.Qid,
            PositiveClass = spec.PositiveClass,
            Hyperparameters = SearchRecords.Merged(spec.Hyperparameters, run.Search?.Parameters),
            Search = run.Search,
            Weight = spec.Weight,
            Imbalance = spec.Imbalance,
            MissingData = spec.MissingData,
            Unlabelled = spec.Unlabelled,
            SelfTraining = spec.SelfTraining,
            Ensemble = spec.Ensemble,
            Compression = spec.Compression,
            Checkpoint = spec.Checkpoint,
            WarmStart = run.WarmStart,
            Seed = spec.Seed,
            Evaluation = spec.Evaluation,
            Gates = spec.Gates,
            Champion = champion?.Spec.Metrics,
            ChampionModel = champion is null ? null : new ChampionModel(champion.Spec.Version, champion.Spec.Artifact.Uri, champion.Spec.Artifact.Digest),
            EvaluationSets = Sets(world, run),
            PreviousFeatures = champion?.Spec.Features is { } features ? new FeatureReportPin(champion.Spec.Version, features.Uri, features.Digest) : null,
            Workers = spec.Workers,
            Gpu = spec.Placement?.Gpu is not null,
            Image = spec.Trainer?.Image ?? world.Settings.TrainerImage,
            ConfigurationDigest = run.ConfigurationDigest,
            Output = Output(world, run),
        };
    }

    // The version that alias champion points to is what a new one is compared with; without one the newest that may be served.
    private static ModelVersion? Champion(TrainingJobWorld world)
    {
        var ready = world.Versions.Where(version => version.Status?.Conditions.IsTrue("Ready") == true).ToList();
        return ready.Find(version => version.Status!.Aliases?.Contains("champion") == true) ?? ready.MaxBy(version => VersionNumber.Of(version.Spec.Version));
    }

    // Results on another version of a set are results on other rows.
    private static IReadOnlyList<PinnedSet>? Sets(TrainingJobWorld world, TrainingRun run) => run.EvaluationSets is not { Count: > 0 } pins ? null :
    [
        .. pins.Zip(world.Job.Spec.Evaluation.Sets!, (pin, set) => new PinnedSet
        {
            Set = set,
            Pin = pin,
            ExpiresAt = world.EvaluationSets.GetValueOrDefault(set.Dataset)?.Spec.ExpiresAt,
            Reference = Champion(world)?.Spec.References?.FirstOrDefault(reference => reference.Dataset == pin.Name && reference.Digest == pin.Digest),
        }),
    ];

    /// <summary>Credentials of all stores that it uses.</summary>
    public static IReadOnlyList<SecretReference> Secrets(TrainingJobWorld world) =>
    [
        .. world.OwnDatasets
            .SelectMany(dataset => new[] { dataset.Spec.SecretRef, dataset.Spec.Storage?.SecretRef }).Prepend(world.Job.Spec.Storage?.SecretRef)
            .OfType<SecretReference>().DistinctBy(secret => secret.Name),
    ];
}
