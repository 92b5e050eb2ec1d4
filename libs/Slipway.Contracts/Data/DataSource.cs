using System.ComponentModel.DataAnnotations;

namespace Slipway.Contracts.Data;

/// <summary>Where a dataset's rows come from: files under a URI, SQL over other datasets, or a prediction log with its feedback.</summary>
public sealed record DataSource
{
    /// <summary>A file, folder or glob: <c>file:///data/clicks</c>, <c>s3://shop/clicks/day=*/part.csv</c>. Exclusive with <see cref="Sql"/>.</summary>
    [RegularExpression("^(file|s3)://.+$")]
    public string? Uri { get; init; }

    /// <summary>Format of the files; gzip is recognised by its suffix.</summary>
    public SourceFormat Format { get; set; } = SourceFormat.CSV;

    /// <summary>Name of the file by which a writer seals a folder, such as <c>_SUCCESS</c>. Files of folders that neither have it nor lie in one that has it wait for the next snapshot.</summary>
    [RegularExpression("^[^/]+$")]
    public string? Seal { get; init; }

    /// <summary>Lets predictors receive events over HTTP and write them below <see cref="Uri"/>, a folder with JSON lines. Absent: nobody but you writes there.</summary>
    public EventSource? Events { get; init; }

    /// <summary>Reads each partition of the files by itself, by one or several pods. Absent: one pod reads all files together.</summary>
    public Partitioning? Partitioning { get; init; }

    /// <summary>How CSV files are written.</summary>
    public CsvOptions? Csv { get; init; }

    /// <summary>A SELECT over the datasets named in <see cref="Datasets"/>, each a view of that name.</summary>
    public string? Sql { get; init; }

    /// <summary>What models have predicted, with what became of it. Exclusive with <see cref="Uri"/> and <see cref="Sql"/>.</summary>
    public PredictionLogSource? PredictionLog { get; init; }

    /// <summary>Datasets that <see cref="Sql"/> reads, by name, or <c>namespace/name</c> where that namespace grants it (in SQL: <c>"namespace/name"</c>); their newest accepted version is pinned.</summary>
    public IReadOnlyList<string>? Datasets { get; init; }
}

/// <summary>Format of source files.</summary>
public enum SourceFormat
{
    /// <summary>Comma separated values (RFC 4180 and its relatives).</summary>
    CSV,

    /// <summary>One JSON object a line.</summary>
    JSONLines,

    /// <summary>Apache Parquet.</summary>
    Parquet,
}

/// <summary>How CSV files are written.</summary>
public sealed record CsvOptions
{
    /// <summary>Character between fields.</summary>
    [StringLength(1, MinimumLength = 1)]
    public string Delimiter { get; set; } = ",";

    /// <summary>Whether the first line names the columns. False: the columns come in the order of the schema.</summary>
    public bool Header { get; set; } = true;

    /// <summary>Texts that mean a missing value, besides the empty one.</summary>
    public IReadOnlyList<string>? NullStrings { get; init; }

    /// <summary>Whether spaces around a field are removed.</summary>
    public bool TrimWhitespace { get; init; }
}
