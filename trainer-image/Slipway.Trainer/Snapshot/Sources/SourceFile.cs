using Slipway.Storage;

namespace Slipway.Trainer.Snapshot.Sources;

/// <summary>One file of a source.</summary>
/// <param name="Uri">Where it is.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="RelativePath">Path below the source's folder, with its partition folders such as <c>day=2026-01-01/part.csv</c>.</param>
internal sealed record SourceFile(ObjectUri Uri, long Size, string RelativePath)
{
    /// <summary>The store's mark of the content; another content has another one.</summary>
    public string? Tag { get; init; }

    /// <summary>Whether the bytes are gzip, by suffix.</summary>
    public bool Compressed => RelativePath.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);

    /// <summary>Names of the partition folders (<c>name=value</c>) that the file lies in.</summary>
    public IReadOnlyList<string> PartitionColumns =>
        [.. RelativePath.Split('/')[..^1].Where(part => part.IndexOf('=', StringComparison.Ordinal) > 0).Select(part => part[..part.IndexOf('=', StringComparison.Ordinal)])];
}

/// <summary>A file of a source that DuckDB can read.</summary>
/// <param name="File">The file.</param>
/// <param name="LocalPath">Path on this machine, partition folders included.</param>
/// <param name="Scan">What its bytes tell; null for formats that are not text.</param>
internal sealed record LocalFile(SourceFile File, string LocalPath, TextScan? Scan);
