using System.Text.Json.Nodes;
using Slipway.Api.TrainingJobs.Drills;
using Slipway.Api.TrainingJobs.Triggers;
using Slipway.Contracts.Data;
using Slipway.Contracts.Features;
using Slipway.Contracts.Training;
using Slipway.Kubernetes.Resources;

namespace Slipway.Api.TrainingJobs;

/// <summary>The runs of a TrainingJob.</summary>
public sealed record TrainingJobStatus : ISlipwayStatus
{
    /// <summary>Generation of the spec that this status speaks of.</summary>
    public long? ObservedGeneration { get; init; }

    /// <summary>What it is doing.</summary>
    public TrainingJobPhase? Phase { get; init; }

    /// <summary>Ready, Reconciling, Stalled, Trained: whether the last run succeeded; TriggersReady: whether all triggers can be judged; OnTime: whether the last run keeps the deadline of the training window; DeadlineAtRisk: there while the run under way will take longer than its deadline, as its trainer estimates; DrillPassed.</summary>
    [ListMapKeys("type")]
    public IReadOnlyList<Condition>? Conditions { get; init; }

    /// <summary>How far the run under way has come, for people: <c>45 %, 2m left</c>.</summary>
    public string? Progress { get; init; }

    /// <summary>Number of the last version that was given out; the next run's is one more.</summary>
    public int LastVersion { get; init; }

    /// <summary>Name of the newest version that a run made.</summary>
    public string? LatestVersion { get; init; }

    /// <summary>The newest runs, newest first; at most ten.</summary>
    public IReadOnlyList<TrainingRun>? Runs { get; init; }

    /// <summary>The newest search for hyperparameters.</summary>
    public SearchStatus? Search { get; init; }

    /// <summary>How each trigger stands, in the order of the spec.</summary>
    [ListMapKeys("name")]
    public IReadOnlyList<TriggerStatus>? Triggers { get; init; }

    /// <summary>A run that is due and has not begun.</summary>
    public PendingRun? Pending { get; init; }

    /// <summary>The last drill.</summary>
    public DrillStatus? Drill { get; init; }
}

/// <summary>What a TrainingJob is doing.</summary>
public enum TrainingJobPhase
{
    /// <summary>Waits for its dataset or features.</summary>
    Pending,

    /// <summary>A run is going on.</summary>
    Running,

    /// <summary>The last run made a version.</summary>
    Succeeded,

    /// <summary>The last run failed.</summary>
    Failed,

    /// <summary>No new run is started.</summary>
    Suspended,
}

/// <summary>One run: pinned inputs, one Job, one version when it succeeds.</summary>
public sealed record TrainingRun
{
    /// <summary>Name of the run and of its Job.</summary>
    public required string Name { get; init; }

    /// <summary>Version that it makes.</summary>
    public required string Version { get; init; }

    /// <summary>Dataset version that it reads.</summary>
    public required DatasetPin Dataset { get; init; }

    /// <summary>Versions of the datasets that the FeatureSet joins, in the order of its joins.</summary>
    public IReadOnlyList<DatasetPin>? JoinedDatasets { get; init; }

    /// <summary>Versions of the evaluation sets, in the order of the spec.</summary>
    public IReadOnlyList<DatasetPin>? EvaluationSets { get; init; }

    /// <summary>Versions of other models whose predictions the features read.</summary>
    public IReadOnlyList<UpstreamVersion>? Upstream { get; init; }

    /// <summary>What it reads, for the audit.</summary>
    public IReadOnlyList<DataRead>? Reads { get; init; }

    /// <summary>The version that it begins from.</summary>
    public WarmStart? WarmStart { get; init; }

    /// <summary>Feature definition that it uses.</summary>
    public string? FeatureDigest { get; init; }

    /// <summary>Configuration that it uses.</summary>
    public required string ConfigurationDigest { get; init; }

    /// <summary>That configuration, resolved: what the digest was taken over, without what is not set.</summary>
    [FreeForm]
    public JsonObject? Configuration { get; init; }

    /// <summary>Digest of the configuration with what the pods need. When a run failed, a change of either is a reason to try again.</summary>
    public string? RunDigest { get; init; }

    /// <summary>Value of the annotation <c>slipway.dev/refresh</c> that asked for the run.</summary>
    public string? Refresh { get; init; }

    /// <summary>The search that chose its hyperparameters; absent while it goes on.</summary>
    public SearchRecord? Search { get; init; }

    /// <summary>What began it, with the evidence.</summary>
    public RunTrigger? Trigger { get; init; }

    /// <summary>How it stands.</summary>
    public RunState State { get; init; }

    /// <summary>One CamelCase word for how it stands.</summary>
    public string? Reason { get; init; }

    /// <summary>Why it failed or waits.</summary>
    public string? Message { get; init; }

    /// <summary>When the run was decided.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When its end was seen.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Deletion requests, as <c>dataset/request</c>, whose rows the data that it read may hold.</summary>
    public IReadOnlyList<string>? HoldsDeleted { get; init; }

    /// <summary>How far it has come, by what its trainer said last; what was last said stays when it has ended.</summary>
    public TrainerStatus? Progress { get; init; }

    /// <summary>What it was given, used and cost.</summary>
    public RunUsage? Usage { get; init; }

    /// <summary>Checkpoints that it went on from after its pod had been taken from it.</summary>
    public IReadOnlyList<ResumedFrom>? ResumedFrom { get; init; }

    /// <summary>Rows trained on.</summary>
    public long? Rows { get; init; }

    /// <summary>Rows times rounds per second inside the learner.</summary>
    public double? RowsPerSecond { get; init; }

    /// <summary>Metrics on the test split.</summary>
    public IReadOnlyList<MetricValue>? Metrics { get; init; }
}

/// <summary>How a run stands.</summary>
public enum RunState
{
    /// <summary>Its Job is not finished.</summary>
    Running,

    /// <summary>It made a version.</summary>
    Succeeded,

    /// <summary>It made none.</summary>
    Failed,
}
