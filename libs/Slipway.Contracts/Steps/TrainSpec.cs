using System.Text.Json;
using Slipway.Contracts.Data;
using Slipway.Contracts.FeatureReports;
using Slipway.Contracts.Features;
using Slipway.Contracts.Training;

namespace Slipway.Contracts.Steps;

/// <summary>Specification of the <c>train</c> step, also what a bring-your-own image reads.</summary>
public sealed record TrainSpec
{
    /// <summary>Namespace of the TrainingJob.</summary>
    public required string Namespace { get; init; }

    /// <summary>Name of the TrainingJob.</summary>
    public required string TrainingJob { get; init; }

    /// <summary>Name of this run.</summary>
    public required string Run { get; init; }

    /// <summary>Team or person that answers for the model, for the record.</summary>
    public string? Owner { get; init; }

    /// <summary>Model family that the result belongs to.</summary>
    public required string Model { get; init; }

    /// <summary>Version that the result becomes.</summary>
    public required string Version { get; init; }

    /// <summary>Dataset version to learn from.</summary>
    public required DatasetPin Dataset { get; init; }

    /// <summary>Name of the FeatureSet; absent for an image that makes its own features.</summary>
    public string? FeatureSet { get; init; }

    /// <summary>Digest of the feature definition.</summary>
    public string? FeatureDigest { get; init; }

    /// <summary>The features.</summary>
    public IReadOnlyList<Feature>? Features { get; init; }

    /// <summary>Joins that add columns of other datasets for the features.</summary>
    public IReadOnlyList<FeatureJoin>? Joins { get; init; }

    /// <summary>Dataset version of each of <see cref="Joins"/>, in the same order.</summary>
    public IReadOnlyList<DatasetPin>? JoinedDatasets { get; init; }

    /// <summary>Tables of rates that the features use.</summary>
    public IReadOnlyList<RateTable>? RateTables { get; init; }

    /// <summary>Versions of other models whose predictions the features read, for the record.</summary>
    public IReadOnlyList<UpstreamVersion>? Upstream { get; init; }

    /// <summary>Column to predict.</summary>
    public required string Label { get; init; }

    /// <summary>What to predict.</summary>
    public LearningTask Task { get; init; }

    /// <summary>Column whose rows with the same value are one query; for ranking alone.</summary>
    public string? Qid { get; init; }

    /// <summary>Value of the label that counts as positive in a binary task. Default: <c>true</c>, <c>1</c>, or the rarer of two values.</summary>
    public string? PositiveClass { get; init; }

    /// <summary>Parameters of the learner by XGBoost's own names, each a number, text or boolean.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Hyperparameters { get; init; }

    /// <summary>The search that chose some of the hyperparameters, for the record.</summary>
    public SearchRecord? Search { get; init; }

    /// <summary>Column with the weight of each training row. Default: the importance weight of a sampled dataset, if it has one.</summary>
    public string? Weight { get; init; }

    /// <summary>What is done about classes of very different size.</summary>
    public ImbalancePolicy? Imbalance { get; init; }

    /// <summary>What is done about rows without a label. Self-training leaves them out of what is measured by itself.</summary>
    public UnlabelledRows Unlabelled { get; init; }

    /// <summary>Learns from rows without a label too. Absent: from labelled ones alone.</summary>
    public SelfTraining? SelfTraining { get; init; }

    /// <summary>Learns several models that are served as one. Absent: one model.</summary>
    public EnsemblePolicy? Ensemble { get; init; }

    /// <summary>Makes the model smaller. Absent: it is published as it was learned.</summary>
    public CompressionPolicy? Compression { get; init; }

    /// <summary>How much missing data is tolerable, and which periods are left out.</summary>
    public MissingDataPolicy? MissingData { get; init; }

    /// <summary>Seed of everything random.</summary>
    public long Seed { get; init; }

    /// <summary>How often what was learned is saved. Default: every minute.</summary>
    public CheckpointPolicy? Checkpoint { get; init; }

    /// <summary>The version to begin from. Absent: from nothing.</summary>
    public WarmStart? WarmStart { get; init; }

    /// <summary>What to measure.</summary>
    public EvaluationPolicy Evaluation { get; set; } = new();

    /// <summary>Versions of <see cref="EvaluationPolicy.Sets"/>, in the same order.</summary>
    public IReadOnlyList<PinnedSet>? EvaluationSets { get; init; }

    /// <summary>What the model has to meet.</summary>
    public IReadOnlyList<Gate>? Gates { get; init; }

    /// <summary>Test metrics of the version now in use, for gates that compare.</summary>
    public IReadOnlyList<MetricValue>? Champion { get; init; }

    /// <summary>The file of the version now in use, whose predictions are compared row by row. Absent: nothing is compared.</summary>
    public ChampionModel? ChampionModel { get; init; }

    /// <summary>The report on the features of the version now in use, to compare with.</summary>
    public FeatureReportPin? PreviousFeatures { get; init; }

    /// <summary>What is known of the family when the run begins, for the record.</summary>
    public OperationFacts? Operation { get; init; }

    /// <summary>Number of worker pods.</summary>
    public int Workers { get; set; } = 1;

    /// <summary>Whether the pod asked for a GPU.</summary>
    public bool Gpu { get; init; }

    /// <summary>Image that runs the step, for the record.</summary>
    public string? Image { get; init; }

    /// <summary>Digest of the resolved configuration, for the record.</summary>
    public string? ConfigurationDigest { get; init; }

    /// <summary>URI prefix that belongs to this run: <c>model.onnx</c>, <c>manifest.json</c>, <c>evaluation.json</c>, and <c>result.json</c> last.</summary>
    public required string Output { get; init; }

    /// <summary>Memory that the data engine may use, in bytes. Default: half of the container's limit.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Threads. Default: the container's CPUs.</summary>
    public int? Threads { get; init; }
}
