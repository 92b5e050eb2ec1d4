using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.Kubernetes.Resources;

namespace Slipway.Api.Datasets;

/// <summary>What is known of a dataset.</summary>
public sealed record DatasetStatus : ISlipwayStatus
{
    /// <summary>Generation of the spec that this status speaks of.</summary>
    public long? ObservedGeneration { get; init; }

    /// <summary>Where the dataset is in its life.</summary>
    public DatasetPhase? Phase { get; init; }

    /// <summary>Ready, Reconciling, Stalled, and Valid: whether the last snapshot was accepted; Fresh: whether the newest event is young enough, where <c>spec.freshness</c> says so; Expired: whether <c>spec.expiresAt</c> has passed; PrivacyReviewed: whether the day of <c>spec.privacy.reviewBy</c> is to come.</summary>
    [ListMapKeys("type")]
    public IReadOnlyList<Condition>? Conditions { get; init; }

    /// <summary>The columns that the first snapshot inferred and later ones enforce; absent where <c>spec.schema</c> declares them.</summary>
    [ListMapKeys("name")]
    public IReadOnlyList<Column>? Schema { get; init; }

    /// <summary>The newest version that is safe for training.</summary>
    public DatasetVersion? Current { get; init; }

    /// <summary>Accepted versions, newest first.</summary>
    public IReadOnlyList<DatasetVersion>? Versions { get; init; }

    /// <summary>The snapshot that ran last or runs now.</summary>
    public SnapshotStatus? LastSnapshot { get; init; }

    /// <summary>How the deletion requests stand.</summary>
    [ListMapKeys("name")]
    public IReadOnlyList<DeletionRequestStatus>? DeletionRequests { get; init; }

    /// <summary>Versions whose files are on their way out.</summary>
    public CollectionStatus? Collection { get; init; }

    /// <summary>Who read it last, newest first; at most twenty, and up to a minute late. Each reader has its own record, which lasts: runs in the status of TrainingJobs, models in their provenance.</summary>
    public IReadOnlyList<DatasetReader>? Readers { get; init; }
}

/// <summary>Where a dataset is in its life.</summary>
public enum DatasetPhase
{
    /// <summary>Waits for something it needs, such as a parent dataset.</summary>
    Pending,

    /// <summary>A snapshot is being taken and validated.</summary>
    Validating,

    /// <summary>A version is ready for use.</summary>
    Ready,

    /// <summary>No version is ready and the last snapshot was refused.</summary>
    Failed,
}

/// <summary>One accepted, immutable version.</summary>
public sealed record DatasetVersion
{
    /// <summary>Digest of the version.</summary>
    public required string Digest { get; init; }

    /// <summary>First twelve characters of the digest, for people.</summary>
    public string? ShortDigest { get; init; }

    /// <summary>URI of the manifest.</summary>
    public required string ManifestUri { get; init; }

    /// <summary>Rows kept.</summary>
    public long Rows { get; init; }

    /// <summary>Rows rejected.</summary>
    public long Rejected { get; init; }

    /// <summary>Size in bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>Earliest event time.</summary>
    public DateTimeOffset? EventTimeMin { get; init; }

    /// <summary>Latest event time.</summary>
    public DateTimeOffset? EventTimeMax { get; init; }

    /// <summary>The newest event that did not lie in the future when the version was made; its age is what <c>Fresh</c> speaks of.</summary>
    public DateTimeOffset? NewestEvent { get; init; }

    /// <summary>When it was accepted.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>The file in which servers look up the newest values of each entity.</summary>
    public LookupArtifact? Lookup { get; init; }

    /// <summary>Versions that it was derived from.</summary>
    public IReadOnlyList<DatasetPin>? Parents { get; init; }

    /// <summary>Deletion requests that are due and whose rows the version may hold, because it was made before; those of a dataset that it was derived from as <c>dataset/request</c>.</summary>
    public IReadOnlyList<string>? HoldsDeleted { get; init; }
}

/// <summary>A snapshot that runs or ran.</summary>
public sealed record SnapshotStatus
{
    /// <summary>Identity of the ingestion: given once, the same for each try of its Job, and named by the manifest that it writes.</summary>
    public string? Id { get; init; }

    /// <summary>How far it is.</summary>
    public SnapshotPhase? Phase { get; init; }

    /// <summary>Name of its Job.</summary>
    public required string Job { get; init; }

    /// <summary>Digest of what decides the rows: source, parents, schema, checks, splits, limits and the refresh annotation.</summary>
    public required string SpecDigest { get; init; }

    /// <summary>Digest of the above with what a pod needs. When a snapshot failed, a change of either is a reason to try again.</summary>
    public required string RunDigest { get; init; }

    /// <summary>The version that was current when the snapshot went on record; the new one is compared with it.</summary>
    public DatasetPin? Previous { get; init; }

    /// <summary>Rows of the last versions when the snapshot went on record, newest first; the average is compared too.</summary>
    public IReadOnlyList<VersionRows>? History { get; init; }

    /// <summary>Versions of other datasets that it reads; they are in use while it runs.</summary>
    public IReadOnlyList<DataRead>? Reads { get; init; }

    /// <summary>When it went on record; its Job is made after that.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When the version was known to be durable, its manifest written last. Absent while it runs, and of a snapshot that was refused.</summary>
    public DateTimeOffset? AcknowledgedAt { get; init; }

    /// <summary>When the result was read.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>What the checks found, worst first.</summary>
    public IReadOnlyList<Finding>? Findings { get; init; }

    /// <summary>Partitions of the version, and those that were read for it.</summary>
    public PartitionCounts? Partitions { get; init; }
}

/// <summary>How far an ingestion is.</summary>
public enum SnapshotPhase
{
    /// <summary>It is on record; its Job is made next.</summary>
    Recorded,

    /// <summary>Its pod cannot start yet; the condition Ready says why.</summary>
    Waiting,

    /// <summary>It reads, checks and writes; <c>kubectl logs</c> of its Job shows each step.</summary>
    Running,

    /// <summary>A try failed in a way that may pass, and the next is under way.</summary>
    Retrying,

    /// <summary>The version is durable.</summary>
    Acknowledged,

    /// <summary>There is no version; the condition Valid says why.</summary>
    Refused,
}
