using System.Text.Json.Serialization;

namespace Slipway.Contracts.Data;

/// <summary>All that is known of one immutable dataset version; written as <c>manifest.json</c> beside its files.</summary>
public sealed record DatasetManifest
{
    /// <summary>Version of this document's form.</summary>
    public int FormatVersion { get; set; } = 1;

    /// <summary>Name of the Dataset.</summary>
    public required string Name { get; init; }

    /// <summary>Namespace of the Dataset.</summary>
    public required string Namespace { get; init; }

    /// <summary>Digest over the rows, columns and splits: <c>sha256:...</c>. The same input gives the same digest.</summary>
    public required string Digest { get; init; }

    /// <summary>What the version may be used for.</summary>
    public DatasetRole Role { get; init; }

    /// <summary>Columns in file order.</summary>
    public required IReadOnlyList<Column> Columns { get; init; }

    /// <summary>Column with the moment of the event, if there is one.</summary>
    public string? EventTime { get; init; }

    /// <summary>Columns that identify a row.</summary>
    public IReadOnlyList<string>? Key { get; init; }

    /// <summary>The label, if there is one.</summary>
    public Label? Label { get; init; }

    /// <summary>Where the labels come from and how far they can be trusted.</summary>
    public LabelReport? Labels { get; init; }

    /// <summary>Declared slices.</summary>
    public IReadOnlyList<Slice>? Slices { get; init; }

    /// <summary>How the rows were divided.</summary>
    public required SplitPolicy Splits { get; init; }

    /// <summary>The Parquet files.</summary>
    public required IReadOnlyList<DataFile> Files { get; init; }

    /// <summary>Row counts.</summary>
    public required RowCounts Rows { get; init; }

    /// <summary>Size of all files in bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>Earliest event time.</summary>
    public DateTimeOffset? EventTimeMin { get; init; }

    /// <summary>Latest event time.</summary>
    public DateTimeOffset? EventTimeMax { get; init; }

    /// <summary>Statistics of each column over all kept rows.</summary>
    public required IReadOnlyList<ColumnStatistics> Statistics { get; init; }

    /// <summary>Rows of the declared slices over event time.</summary>
    public IReadOnlyList<Coverage>? Coverage { get; init; }

    /// <summary>Rows and labels of all rows and of each declared slice.</summary>
    public IReadOnlyList<SliceStatistics>? SliceStatistics { get; init; }

    /// <summary>How new the rows were; absent without event time.</summary>
    public FreshnessReport? Freshness { get; init; }

    /// <summary>How missing values depend on label and slices, the largest effect first.</summary>
    public IReadOnlyList<Missingness>? Missingness { get; init; }

    /// <summary>How the version differs from the one before it.</summary>
    public ComparisonReport? Comparison { get; init; }

    /// <summary>What the checks found.</summary>
    public IReadOnlyList<Finding>? Findings { get; init; }

    /// <summary>Rejected rows by reason.</summary>
    public IReadOnlyDictionary<string, long>? Rejected { get; init; }

    /// <summary>Rows that were not kept, by file, slice and period.</summary>
    public Discards? Discards { get; init; }

    /// <summary>URI of the file with the rejected rows, when there are any.</summary>
    public string? QuarantineUri { get; init; }

    /// <summary>What cleaning did to the rows, when there is any.</summary>
    public CleaningReport? Cleaning { get; init; }

    /// <summary>Deletion requests that were carried out, each with its proof.</summary>
    public IReadOnlyList<DeletionProof>? Deletions { get; init; }

    /// <summary>Identity of the ingestion that wrote the version.</summary>
    public string? IngestId { get; init; }

    /// <summary>How the rows were drawn, when the version is a sample.</summary>
    public SamplingPolicy? Sampling { get; init; }

    /// <summary>What was tried before the source was read as a whole.</summary>
    public DryRunReport? DryRun { get; init; }

    /// <summary>Rows that were made by augmentation.</summary>
    public AugmentedRows? Augmented { get; init; }

    /// <summary>The file in which servers look up the newest values of each entity.</summary>
    public LookupArtifact? Lookup { get; init; }

    /// <summary>Versions that this one was derived from.</summary>
    public IReadOnlyList<DatasetPin>? Parents { get; init; }

    /// <summary>Where the rows come from and what may be done with them.</summary>
    public Provenance? Provenance { get; init; }

    /// <summary>How persons are protected.</summary>
    public PrivacyReport? Privacy { get; init; }

    /// <summary>The source that was read.</summary>
    public DataSource? Source { get; init; }

    /// <summary>Person or account that asked for the version.</summary>
    public string? Author { get; init; }

    /// <summary>When the version was written; not part of the digest.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Engine and version that wrote the files, such as <c>duckdb/1.5.5</c>.</summary>
    public string? Engine { get; init; }
}

/// <summary>One Parquet file of a dataset version.</summary>
public sealed record DataFile
{
    /// <summary>Split that the file's rows belong to.</summary>
    public required Split Split { get; init; }

    /// <summary>Path relative to the manifest.</summary>
    public required string Path { get; init; }

    /// <summary>Rows in the file.</summary>
    public required long Rows { get; init; }

    /// <summary>Size in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>Checksum of the file's bytes, <c>sha256:...</c>.</summary>
    public required string Sha256 { get; init; }
}

/// <summary>Where the rows of a snapshot went: <c>Read = Deleted + Rejected + Cleaned + Duplicates + Unsettled + LeftOut + Augmented + Train + Validation + Test</c>.</summary>
public sealed record RowCounts
{
    /// <summary>Rows found in the source.</summary>
    public long Read { get; init; }

    /// <summary>Rows removed because their deletion was asked for; they are neither kept nor in quarantine.</summary>
    public long Deleted { get; init; }

    /// <summary>Rows in quarantine.</summary>
    public long Rejected { get; init; }

    /// <summary>Rows that cleaning dropped.</summary>
    public long Cleaned { get; init; }

    /// <summary>Rows dropped because another with the same key was kept.</summary>
    public long Duplicates { get; init; }

    /// <summary>Rows left out because their label is not settled yet; a later snapshot has them.</summary>
    public long Unsettled { get; init; }

    /// <summary>Sound rows that the sample does not have.</summary>
    public long LeftOut { get; init; }

    /// <summary>Augmented rows left out because they fall into the validation or test split.</summary>
    public long Augmented { get; init; }

    /// <summary>Rows of the train split.</summary>
    public long Train { get; init; }

    /// <summary>Rows of the validation split.</summary>
    public long Validation { get; init; }

    /// <summary>Rows of the test split.</summary>
    public long Test { get; init; }

    /// <summary>Rows of all splits.</summary>
    [JsonIgnore]
    public long Kept => Train + Validation + Test;
}
