using System.ComponentModel.DataAnnotations;
using Slipway.Contracts;
using Slipway.Contracts.Data;

namespace Slipway.Api.Datasets;

/// <summary>What the data is and what it has to be.</summary>
public sealed record DatasetSpec
{
    /// <summary>Team or person that answers for the data.</summary>
    [StringLength(253, MinimumLength = 1)]
    public required string Owner { get; init; }

    /// <summary>What the rows are.</summary>
    public string? Description { get; init; }

    /// <summary>Where the rows come from.</summary>
    public required DataSource Source { get; init; }

    /// <summary>Credentials of the source and of the store.</summary>
    public SecretReference? SecretRef { get; init; }

    /// <summary>Where versions are written.</summary>
    public Storage? Storage { get; init; }

    /// <summary>Columns with their limits. Absent: the first snapshot infers them, and later ones enforce what it found (<c>status.schema</c>).</summary>
    public DatasetSchema? Schema { get; init; }

    /// <summary>Column with the moment of the event.</summary>
    public string? EventTime { get; init; }

    /// <summary>Columns that together identify a row. Absent: no duplicates are looked for.</summary>
    public IReadOnlyList<string>? Key { get; init; }

    /// <summary>Column that models learn to predict.</summary>
    public Label? Label { get; init; }

    /// <summary>Parts of the rows that must be present, and whose metrics are reported apart.</summary>
    [ListMapKeys("column")]
    public IReadOnlyList<Slice>? Slices { get; init; }

    /// <summary>Expectations of the kept rows.</summary>
    [ListMapKeys("name")]
    public IReadOnlyList<Check>? Checks { get; init; }

    /// <summary>How event times have to agree with partitions and the clock.</summary>
    public EventTimeLimits? EventTimeLimits { get; init; }

    /// <summary>How new the newest event has to be.</summary>
    public Freshness? Freshness { get; init; }

    /// <summary>How a new version is compared with the last accepted one. Absent: with the defaults.</summary>
    public Comparison? Comparison { get; init; }

    /// <summary>What is done to sound rows before duplicates are dropped, in this order.</summary>
    public IReadOnlyList<CleaningStep>? Cleaning { get; init; }

    /// <summary>Which of the sound rows a version keeps. Absent: all.</summary>
    public SamplingPolicy? Sampling { get; init; }

    /// <summary>Tries everything on a few rows before the whole source is read. Absent: the source is read at once.</summary>
    public DryRunPolicy? DryRun { get; init; }

    /// <summary>Boolean column that marks rows made by augmentation. They are in the train split or left out: none is measured on.</summary>
    public string? Augmented { get; init; }

    /// <summary>Makes the newest values of each entity available to servers. Absent: they look nothing up in this dataset.</summary>
    public LookupPolicy? Lookup { get; init; }

    /// <summary>How rows are divided into train, validation and test.</summary>
    public SplitPolicy Splits { get; set; } = new();

    /// <summary>When a snapshot is refused as a whole.</summary>
    public Limits Limits { get; set; } = new();

    /// <summary>What the data may be used for.</summary>
    public DatasetRole Role { get; init; }

    /// <summary>From when on a set that is never trained on is no longer right, and runs refuse it or warn, as they say. Absent: it never expires.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Where the data comes from and what may be done with it.</summary>
    public Provenance? Provenance { get; init; }

    /// <summary>How persons are protected.</summary>
    public PrivacyPolicy? Privacy { get; init; }

    /// <summary>Who else may read the data. Absent: its own namespace alone.</summary>
    [ListMapKeys("name")]
    public IReadOnlyList<AccessRule>? Access { get; init; }

    /// <summary>When a new snapshot is taken of itself.</summary>
    public Refresh? Refresh { get; init; }

    /// <summary>Rows that have to go on request.</summary>
    public Deletion? Deletion { get; init; }

    /// <summary>How long versions are kept; those in use are never dropped.</summary>
    public Retention Retention { get; set; } = new();

    /// <summary>What the snapshot pod needs and where it may run.</summary>
    public PodPlacement? Snapshot { get; init; }
}

/// <summary>Columns of a dataset.</summary>
public sealed record DatasetSchema
{
    /// <summary>The columns, in file order where the files have no header.</summary>
    [ListMapKeys("name"), MinLength(1)]
    public required IReadOnlyList<Column> Columns { get; init; }
}

/// <summary>When a new snapshot is taken of itself.</summary>
public sealed record Refresh
{
    /// <summary>Time between the end of one snapshot and the start of the next.</summary>
    public required Duration Interval { get; init; }
}

/// <summary>How long versions are kept. What goes beyond either limit and is used by nothing loses its files.</summary>
public sealed record Retention
{
    /// <summary>Number of accepted versions.</summary>
    [Range(1, 1000)]
    public int Versions { get; set; } = 20;

    /// <summary>Age from which a version goes, the current one excepted. Absent: the number alone decides.</summary>
    public Duration? MaxAge { get; init; }
}
