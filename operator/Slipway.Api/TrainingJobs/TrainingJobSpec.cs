using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Api.TrainingJobs.Drills;
using Slipway.Api.TrainingJobs.Triggers;
using Slipway.Contracts;
using Slipway.Contracts.Training;

namespace Slipway.Api.TrainingJobs;

/// <summary>What to train, on what, with what.</summary>
public sealed record TrainingJobSpec
{
    /// <summary>Model family that the versions belong to; one TrainingJob a family.</summary>
    [RegularExpression("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"), StringLength(50, MinimumLength = 1)]
    public required string Model { get; init; }

    /// <summary>Team or person that answers for the model.</summary>
    [StringLength(253, MinimumLength = 1)]
    public required string Owner { get; init; }

    /// <summary>Name of the Dataset to learn from, or <c>namespace/name</c> where that namespace grants it; its current version is pinned.</summary>
    public required string Dataset { get; init; }

    /// <summary>Name of the FeatureSet. The built-in trainer needs one.</summary>
    public string? FeatureSet { get; init; }

    /// <summary>Column to predict. Default: the dataset's label.</summary>
    public string? Label { get; init; }

    /// <summary>What to predict.</summary>
    public LearningTask Task { get; init; }

    /// <summary>
    /// Column whose rows with the same value are one query; a Ranking task needs it, and no other has it. Split the Dataset by it (<c>splits.key</c>), since a query
    /// in two splits is refused.
    /// </summary>
    public string? Qid { get; init; }

    /// <summary>Value of the label that counts as positive in a Binary task. Default: <c>true</c>, <c>1</c>, or the rarer of two values.</summary>
    public string? PositiveClass { get; init; }

    /// <summary>What runs. Default: the built-in trainer.</summary>
    public Trainer? Trainer { get; init; }

    /// <summary>Parameters of the learner by XGBoost's own names, such as <c>max_depth</c>, <c>eta</c>, <c>num_boost_round</c>.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Hyperparameters { get; init; }

    /// <summary>Searches for some of the hyperparameters before the model is trained. Absent: all are as given.</summary>
    public SearchSpec? Search { get; init; }

    /// <summary>Column with the weight of each training row. Default: the importance weight of a sampled dataset, if it has one.</summary>
    public string? Weight { get; init; }

    /// <summary>What is done about classes of very different size, in the train split alone. Absent: nothing.</summary>
    public ImbalancePolicy? Imbalance { get; init; }

    /// <summary>What is done about rows without a label. Self-training leaves them out of what is measured by itself.</summary>
    public UnlabelledRows Unlabelled { get; init; }

    /// <summary>Learns from rows without a label too. Absent: from labelled ones alone.</summary>
    public SelfTraining? SelfTraining { get; init; }

    /// <summary>Learns several models and serves the mean of their margins as one graph. Absent: one model.</summary>
    public EnsemblePolicy? Ensemble { get; init; }

    /// <summary>Makes a smaller model from the one that was learned; the version is the smaller one, evaluated like any other. Absent: none.</summary>
    public CompressionPolicy? Compression { get; init; }

    /// <summary>How much missing data is tolerable, and which periods are left out. A run beyond is refused.</summary>
    public MissingDataPolicy? MissingData { get; init; }

    /// <summary>How often a run saves what it has learned, so that a pod that takes its place goes on from there. Default: every minute. Of the built-in trainer.</summary>
    public CheckpointPolicy? Checkpoint { get; init; }

    /// <summary>Begins each run from the trees of an earlier version. Absent: from nothing.</summary>
    public WarmStartPolicy? WarmStart { get; init; }

    /// <summary>Seed of everything random.</summary>
    public long Seed { get; init; }

    /// <summary>What the pods need and where they may run.</summary>
    public PodPlacement? Placement { get; init; }

    /// <summary>How close the worker pods have to be. Absent: anywhere.</summary>
    public TopologyRequest? Topology { get; init; }

    /// <summary>Gang scheduler of the pods. Absent: none.</summary>
    public PodGroupPolicy? PodGroupPolicy { get; init; }

    /// <summary>Controller that looks after this object; any other than <c>slipway.dev/operator</c>, such as <c>kueue.x-k8s.io/multikueue</c>, makes the operator leave it alone. Cannot be changed.</summary>
    [StringLength(63, MinimumLength = 1)]
    public string? ManagedBy { get; init; }

    /// <summary>Number of worker pods; all start or none, where a queue or gang scheduler sees to it. Each pod of the built-in trainer learns from its share of the rows, and one of them measures the model.</summary>
    [Range(1, 1000)]
    public int Workers { get; set; } = 1;

    /// <summary>How often a run is tried again after a failure that may pass.</summary>
    [Range(0, 20)]
    public int Retries { get; set; } = 3;

    /// <summary>Longest time that a run may take, tries included.</summary>
    public Duration? Deadline { get; init; }

    /// <summary>What begins a run on newer data. Absent: every new version does, at once. A changed configuration always begins one.</summary>
    [ListMapKeys("name")]
    public IReadOnlyList<Trigger>? Triggers { get; init; }

    /// <summary>The part of the day in which runs may begin. Absent: all day.</summary>
    public TrainingWindow? TrainingWindow { get; init; }

    /// <summary>Priority among the TrainingJobs that make up for lost time after an outage; higher ones go first. Default: 0.</summary>
    public int? Priority { get; init; }

    /// <summary>Proves from time to time that the newest ready version can be made once more from its record. Absent: nothing does.</summary>
    public Drill? Drill { get; init; }

    /// <summary>What is measured.</summary>
    public EvaluationPolicy Evaluation { get; set; } = new();

    /// <summary>What a version has to meet before it is ready.</summary>
    public IReadOnlyList<Gate>? Gates { get; init; }

    /// <summary>Where models are written.</summary>
    public Storage? Storage { get; init; }

    /// <summary>Who approves versions and how long they are kept. No part of the training's configuration.</summary>
    public RegistryPolicy? Registry { get; init; }

    /// <summary>What has to be true of the resolved configuration. No part of it.</summary>
    public AssertedFacts? Asserts { get; init; }

    /// <summary>Whether no new run is started.</summary>
    public bool Suspend { get; init; }
}

/// <summary>What runs.</summary>
public sealed record Trainer
{
    /// <summary>Image that follows the trainer contract. Default: the built-in trainer's image.</summary>
    public string? Image { get; init; }

    /// <summary>Command of the container, instead of the image's own.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>Arguments of the container. Default: <c>train</c>.</summary>
    public IReadOnlyList<string>? Args { get; init; }

    /// <summary>Pod template merged under what Slipway sets; the container is named <c>trainer</c>.</summary>
    [FreeForm]
    public JsonObject? Template { get; init; }
}
