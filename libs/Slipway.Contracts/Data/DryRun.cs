using System.ComponentModel.DataAnnotations;

namespace Slipway.Contracts.Data;

/// <summary>Reads a few rows before the whole source, so that a snapshot which cannot end well ends at once.</summary>
public sealed record DryRunPolicy
{
    /// <summary>Rows to read, the first ones of files from across the source.</summary>
    [Range(100, 1_000_000)]
    public long Rows { get; set; } = 10_000;
}

/// <summary>What a dry run read before the source was read as a whole.</summary>
public sealed record DryRunReport
{
    /// <summary>Rows read.</summary>
    public required long Rows { get; init; }

    /// <summary>Of these, rows that were rejected.</summary>
    public long Rejected { get; init; }

    /// <summary>Files that the rows are from; 0 for SQL over other datasets.</summary>
    public int Files { get; init; }

    /// <summary>What it noticed and did not refuse.</summary>
    public IReadOnlyList<Finding>? Findings { get; init; }

    /// <summary>Both together, of pods that each read their own partitions.</summary>
    public DryRunReport Plus(DryRunReport other) => new()
    {
        Rows = Rows + other.Rows, Rejected = Rejected + other.Rejected, Files = Files + other.Files,
        Findings = (Findings, other.Findings) is (null, null) ? null : [.. Findings ?? [], .. other.Findings ?? []],
    };
}
