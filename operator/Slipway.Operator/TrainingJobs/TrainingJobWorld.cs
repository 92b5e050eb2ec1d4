using Slipway.Api.Datasets;
using Slipway.Api.FeatureSets;
using Slipway.Api.ModelVersions;
using Slipway.Api.Rollouts;
using Slipway.Api.TrainingJobs;
using Slipway.Contracts.Data;
using Slipway.Operator.Access;
using Slipway.Operator.Steps;
using Slipway.Operator.Steps.Scheduling;
using Slipway.Operator.TrainingJobs.Scheduling;
using Slipway.Operator.TrainingJobs.Triggers;
using Slipway.Operator.Upstream;

namespace Slipway.Operator.TrainingJobs;

/// <summary>Everything that a decision about one TrainingJob depends on.</summary>
internal sealed record TrainingJobWorld
{
    public required TrainingJob Job { get; init; }

    public required OperatorSettings Settings { get; init; }

    /// <summary>The Dataset that it names, if there is one.</summary>
    public Dataset? Dataset { get; init; }

    /// <summary>Names of the Datasets of the namespace, if it names none of them.</summary>
    public IReadOnlyList<string> DatasetNames { get; init; } = [];

    /// <summary>The FeatureSet that it names, if there is one.</summary>
    public FeatureSet? FeatureSet { get; init; }

    /// <summary>The Datasets that its FeatureSet joins, by the reference that names them, as far as there are such.</summary>
    public IReadOnlyDictionary<string, Dataset> JoinedDatasets { get; init; } = new Dictionary<string, Dataset>();

    /// <summary>The Datasets of its evaluation sets, by the reference that names them, as far as there are such.</summary>
    public IReadOnlyDictionary<string, Dataset> EvaluationSets { get; init; } = new Dictionary<string, Dataset>();

    /// <summary>The families of the models whose predictions its features read, by name.</summary>
    public IReadOnlyDictionary<string, ModelFamily> Upstream { get; init; } = new Dictionary<string, ModelFamily>();

    /// <summary>Namespace of the TrainingJob.</summary>
    public string Place => Job.Metadata.Namespace!;

    /// <summary>All Datasets whose rows a run reads.</summary>
    public IEnumerable<Dataset> DatasetsRead => new[] { Dataset }.OfType<Dataset>().Concat(JoinedDatasets.Values).Concat(EvaluationSets.Values);

    /// <summary>Finds one of <see cref="DatasetsRead"/>.</summary>
    public Dataset? FindDataset(string reference) =>
        Dataset?.FullName() == DatasetName.Parse(reference, Place) ? Dataset : JoinedDatasets.GetValueOrDefault(reference);

    /// <summary>Those of them that lie in the same namespace; Secrets of another are out of reach.</summary>
    public IEnumerable<Dataset> OwnDatasets => DatasetsRead.Where(dataset => dataset.Metadata.Namespace == Place);

    /// <summary>Finds any Dataset, for all data that goes into a model.</summary>
    public Func<DatasetName, Dataset?> FindAnyDataset { get; init; } = _ => null;

    /// <summary>Finds any ModelVersion by namespace and name.</summary>
    public Func<string, string, ModelVersion?> FindVersion { get; init; } = (_, _) => null;

    /// <summary>Names of the FeatureSets of the namespace, if it names none of them.</summary>
    public IReadOnlyList<string> FeatureSetNames { get; init; } = [];

    /// <summary>Other TrainingJobs of the same model family.</summary>
    public IReadOnlyList<TrainingJob> Rivals { get; init; } = [];

    /// <summary>Versions of the model family.</summary>
    public IReadOnlyList<ModelVersion> Versions { get; init; } = [];

    /// <summary>Rollouts of the model family.</summary>
    public IReadOnlyList<Rollout> Rollouts { get; init; } = [];

    /// <summary>What the queries of its triggers gave that were made for this pass, by the trigger's name.</summary>
    public IReadOnlyDictionary<string, QueryReading> TriggerReadings { get; init; } = new Dictionary<string, QueryReading>();

    /// <summary>Other TrainingJobs that make up for lost time.</summary>
    public CatchUpView CatchUp { get; init; } = CatchUpView.None;

    /// <summary>The specification of the run that made the version which a drill is to make once more, if there is a drill to begin and the specification is still kept.</summary>
    public string? DrillSpecification { get; init; }

    /// <summary>The version in use: the one that is served, or the newest that may be when none is.</summary>
    public string? InUse => new ModelFamily(Job.Spec.Model, Versions, Rollouts).InUse;

    /// <summary>What the cluster has room for.</summary>
    public ClusterView Cluster { get; init; } = ClusterView.Unknown;

    /// <summary>Whether its Jobs go into a queue of Kueue.</summary>
    public bool Queued => QueueLabels.Of(Job).Count > 0;

    /// <summary>Its Jobs and what belongs to them.</summary>
    public StepObjects Children { get; init; } = StepObjects.None;
}
