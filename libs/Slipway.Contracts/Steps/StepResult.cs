using Slipway.Contracts.Data;
using Slipway.Contracts.FeatureReports;
using Slipway.Contracts.Models;
using Slipway.Contracts.Training;

namespace Slipway.Contracts.Steps;

/// <summary>How a step ended: <c>result.json</c> whole, the termination message shortened to 4096 bytes.</summary>
public sealed record StepResult
{
    /// <summary>Name of the step's command.</summary>
    public required string Step { get; init; }

    /// <summary>How it ended.</summary>
    public required StepOutcome Outcome { get; init; }

    /// <summary>Why it did not succeed.</summary>
    public StepError? Error { get; init; }

    /// <summary>Result of <c>snapshot</c>.</summary>
    public SnapshotResult? Snapshot { get; init; }

    /// <summary>What one of several pods did that share a step, when another one ends the step.</summary>
    public WorkerResult? Worker { get; init; }

    /// <summary>Result of <c>train</c>.</summary>
    public TrainResult? Train { get; init; }

    /// <summary>Result of <c>trial</c>.</summary>
    public TrialResult? Trial { get; init; }

    /// <summary>Result of <c>backfill</c>.</summary>
    public BackfillResult? Backfill { get; init; }

    /// <summary>Result of <c>collect</c>.</summary>
    public CollectResult? Collect { get; init; }

    /// <summary>Result of <c>evaluate</c>.</summary>
    public EvaluateResult? Evaluate { get; init; }
}

/// <summary>How a step ended.</summary>
public enum StepOutcome
{
    /// <summary>Exit code 0: the outputs are complete.</summary>
    Succeeded,

    /// <summary>Exit code 2: the specification or an input is wrong; trying again cannot help.</summary>
    Invalid,

    /// <summary>Exit code 3: the data was refused; trying again cannot help until it changes.</summary>
    Refused,

    /// <summary>Exit code 75: something that may pass, such as an unreachable store.</summary>
    Temporary,
}

/// <summary>Exit codes of a step's process.</summary>
public static class StepExitCode
{
    /// <summary>The outputs are complete.</summary>
    public const int Succeeded = 0;

    /// <summary>The specification or an input is wrong.</summary>
    public const int Invalid = 2;

    /// <summary>The data was refused.</summary>
    public const int Refused = 3;

    /// <summary>Something that may pass (EX_TEMPFAIL of sysexits.h).</summary>
    public const int Temporary = 75;
}

/// <summary>What is wrong, where, and what to do.</summary>
public sealed record StepError
{
    /// <summary>Reason in CamelCase for a condition, such as <c>SourceNotFound</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>What is wrong and where: the field, file, column or row and the value seen.</summary>
    public required string Message { get; init; }

    /// <summary>What the user can do.</summary>
    public required string Remedy { get; init; }
}

/// <summary>What <c>snapshot</c> made.</summary>
public sealed record SnapshotResult
{
    /// <summary>Digest of the version.</summary>
    public required string Digest { get; init; }

    /// <summary>URI of its manifest.</summary>
    public required string ManifestUri { get; init; }

    /// <summary>Row counts.</summary>
    public required RowCounts Rows { get; init; }

    /// <summary>Size of all files in bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>Earliest event time.</summary>
    public DateTimeOffset? EventTimeMin { get; init; }

    /// <summary>Latest event time.</summary>
    public DateTimeOffset? EventTimeMax { get; init; }

    /// <summary>Its lookup file.</summary>
    public LookupArtifact? Lookup { get; init; }

    /// <summary>The newest event that did not lie in the future.</summary>
    public DateTimeOffset? NewestEvent { get; init; }

    /// <summary>The columns, when they were inferred.</summary>
    public IReadOnlyList<Column>? Columns { get; init; }

    /// <summary>Rows removed by each deletion request; the version was proven to have none of them.</summary>
    public IReadOnlyDictionary<string, long>? Deleted { get; init; }

    /// <summary>What the checks found; the first few in the termination message.</summary>
    public IReadOnlyList<Finding>? Findings { get; init; }

    /// <summary>The partitions that it is made of, when the source is in partitions.</summary>
    public PartitionCounts? Partitions { get; init; }

    /// <summary>Wall time in seconds.</summary>
    public double Seconds { get; init; }
}

/// <summary>Partitions of a version.</summary>
public sealed record PartitionCounts
{
    /// <summary>All of them.</summary>
    public required int Total { get; init; }

    /// <summary>Those that were read for it; the others were unchanged.</summary>
    public required int Read { get; init; }
}

/// <summary>What one of several pods did.</summary>
public sealed record WorkerResult
{
    /// <summary>Which pod, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>Partitions of a snapshot that are its own.</summary>
    public int? Partitions { get; init; }

    /// <summary>Rows of the train split that it learned from.</summary>
    public long? Rows { get; init; }
}

/// <summary>What <c>train</c> made.</summary>
public sealed record TrainResult
{
    /// <summary>Inputs that the server looks up.</summary>
    public IReadOnlyList<ModelLookup>? Lookups { get; init; }

    /// <summary>Inputs that the server computes from the newest events.</summary>
    public IReadOnlyList<ModelWindow>? Windows { get; init; }

    /// <summary>The model file.</summary>
    public required ModelArtifact Artifact { get; init; }

    /// <summary>URI of the model's manifest.</summary>
    public string? ManifestUri { get; init; }

    /// <summary>URI of the full evaluation.</summary>
    public string? EvaluationUri { get; init; }

    /// <summary>What the model takes and gives; left out of the termination message when it does not fit.</summary>
    public Signature? Signature { get; init; }

    /// <summary>Probability from which the positive class is the label.</summary>
    public double? Threshold { get; init; }

    /// <summary>Metrics on the test split, all rows.</summary>
    public IReadOnlyList<MetricValue>? Metrics { get; init; }

    /// <summary>What the model gave for each row of the evaluation sets, for later versions to be compared with.</summary>
    public IReadOnlyList<ReferenceResults>? References { get; init; }

    /// <summary>How the gates ended.</summary>
    public IReadOnlyList<GateResult>? Gates { get; init; }

    /// <summary>The report on the features; only where it is, when the rest does not fit the termination message.</summary>
    public FeatureSummary? Features { get; init; }

    /// <summary>The page for people who have to decide whether the model may serve.</summary>
    public ModelCardFile? Card { get; init; }

    /// <summary>Comparison of the exported file with the learner.</summary>
    public Parity? Parity { get; init; }

    /// <summary>Periods that were left out.</summary>
    public IReadOnlyList<ExcludedRows>? ExcludedWindows { get; init; }

    /// <summary>The model that it was derived from by compression.</summary>
    public DerivedModel? DerivedFrom { get; init; }

    /// <summary>Rows trained on.</summary>
    public long Rows { get; init; }

    /// <summary>Rows trained on times boosting rounds, per second inside the learner.</summary>
    public double RowsPerSecond { get; init; }

    /// <summary>Wall time in seconds.</summary>
    public double Seconds { get; init; }

    /// <summary>Seconds inside the learner.</summary>
    public double LearnerSeconds { get; init; }

    /// <summary>What the step used.</summary>
    public TrainUsage? Usage { get; init; }

    /// <summary>The trees in the learner's own form, for a warm start; never served.</summary>
    public BoosterFile? Booster { get; init; }

    /// <summary>Checkpoints that the run went on from; absent when nothing interrupted it.</summary>
    public IReadOnlyList<ResumedFrom>? ResumedFrom { get; init; }

    /// <summary>Digest of the specification and the engines that this is the result of. A run that is found finished is not run again.</summary>
    public string? SpecDigest { get; init; }

    /// <summary>Engines with their versions.</summary>
    public IReadOnlyDictionary<string, string>? Engines { get; init; }

    /// <summary>What a person should know although the step succeeded.</summary>
    public IReadOnlyList<string>? Warnings { get; init; }
}
