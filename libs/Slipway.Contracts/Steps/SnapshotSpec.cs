using Slipway.Contracts.Data;

namespace Slipway.Contracts.Steps;

/// <summary>Specification of the <c>snapshot</c> step: read a source, keep what is sound, write one immutable version.</summary>
public sealed record SnapshotSpec
{
    /// <summary>Namespace of the Dataset.</summary>
    public required string Namespace { get; init; }

    /// <summary>Name of the Dataset.</summary>
    public required string Name { get; init; }

    /// <summary>What to read.</summary>
    public required DataSource Source { get; init; }

    /// <summary>Versions of the datasets that <see cref="DataSource.Sql"/> reads.</summary>
    public IReadOnlyList<DatasetPin>? Parents { get; init; }

    /// <summary>Columns with their limits. Empty: they are inferred from the data.</summary>
    public required IReadOnlyList<Column> Columns { get; init; }

    /// <summary>Column with the moment of the event.</summary>
    public string? EventTime { get; init; }

    /// <summary>Columns that identify a row; duplicates are dropped. Absent: no duplicates are looked for.</summary>
    public IReadOnlyList<string>? Key { get; init; }

    /// <summary>The label.</summary>
    public Label? Label { get; init; }

    /// <summary>Slices that must be present.</summary>
    public IReadOnlyList<Slice>? Slices { get; init; }

    /// <summary>Expectations of the author.</summary>
    public IReadOnlyList<Check>? Checks { get; init; }

    /// <summary>Versions of the other datasets that <see cref="Checks"/> read.</summary>
    public IReadOnlyList<DatasetPin>? References { get; init; }

    /// <summary>How event times have to agree with partitions and the clock.</summary>
    public EventTimeLimits? EventTimeLimits { get; init; }

    /// <summary>The version that was current when the snapshot began; the new one is compared with it.</summary>
    public DatasetPin? Previous { get; init; }

    /// <summary>Rows of the last versions, newest first, <see cref="Previous"/> among them.</summary>
    public IReadOnlyList<VersionRows>? History { get; init; }

    /// <summary>How new the newest event has to be.</summary>
    public Freshness? Freshness { get; init; }

    /// <summary>How the new version is compared with <see cref="Previous"/>. Absent: with the defaults.</summary>
    public Comparison? Comparison { get; init; }

    /// <summary>What is done to sound rows before duplicates are dropped, in this order.</summary>
    public IReadOnlyList<CleaningStep>? Cleaning { get; init; }

    /// <summary>Which rows are kept. Absent: all that are sound.</summary>
    public SamplingPolicy? Sampling { get; init; }

    /// <summary>Rows to try everything on before the whole source is read. Absent: none.</summary>
    public DryRunPolicy? DryRun { get; init; }

    /// <summary>Boolean column that marks rows made by augmentation. They are in the train split or left out: none is measured on.</summary>
    public string? Augmented { get; init; }

    /// <summary>What servers can look up. Absent: nothing.</summary>
    public LookupPolicy? Lookup { get; init; }

    /// <summary>Rows that the version must not have. Absent: none.</summary>
    public IReadOnlyList<RowDeletion>? Deletions { get; init; }

    /// <summary>Identity of the ingestion, the same for each try of it.</summary>
    public string? IngestId { get; init; }

    /// <summary>How rows are divided.</summary>
    public SplitPolicy Splits { get; set; } = new();

    /// <summary>When the snapshot is refused.</summary>
    public Limits Limits { get; set; } = new();

    /// <summary>What the version may be used for.</summary>
    public DatasetRole Role { get; init; }

    /// <summary>Where the rows come from.</summary>
    public Provenance? Provenance { get; init; }

    /// <summary>How persons are protected.</summary>
    public PrivacyPolicy? Privacy { get; init; }

    /// <summary>Person or account that asked for the version.</summary>
    public string? Author { get; init; }

    /// <summary>URI prefix to write under; the version goes to <c>&lt;output&gt;/&lt;digest without "sha256:"&gt;/</c>.</summary>
    public required string Output { get; init; }

    /// <summary>URI prefix of <c>result.json</c>, a folder of this run's own.</summary>
    public required string ResultPrefix { get; init; }

    /// <summary>Memory that the data engine may use, in bytes. Default: 70 % of the container's limit.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Threads of the data engine. Default: the container's CPUs.</summary>
    public int? Threads { get; init; }
}
