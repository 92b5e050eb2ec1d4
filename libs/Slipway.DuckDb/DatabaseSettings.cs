namespace Slipway.DuckDb;

/// <summary>Limits and places that an engine is opened with. What is left out keeps the engine's default.</summary>
public sealed record DatabaseSettings
{
    /// <summary>Worker threads, at least 1. Default: one per CPU that the process may use.</summary>
    public int? Threads { get; init; }

    /// <summary>Bytes that the engine's buffers may use before they spill to <see cref="TempDirectory"/>. Default: 80 % of the machine.</summary>
    public long? MemoryLimitBytes { get; init; }

    /// <summary>Folder for spilled data; created when needed. Default: the engine's.</summary>
    public string? TempDirectory { get; init; }

    /// <summary>Bytes that spilled data may take on disk. Default: 90 % of the free space.</summary>
    public long? MaxTempDirectoryBytes { get; init; }

    /// <summary>Whether results keep the order of their input when no ORDER BY is given; off saves memory. Default: on.</summary>
    public bool PreserveInsertionOrder { get; init; } = true;

    /// <summary>Whether the database file is opened for reading only. Default: no.</summary>
    public bool ReadOnly { get; init; }

    internal IEnumerable<(string Name, string Value)> Options()
    {
        // Nothing is ever downloaded: the extensions that are needed are linked into the library.
        yield return ("autoinstall_known_extensions", "false");
        yield return ("autoload_known_extensions", "false");
        if (Threads is { } threads) yield return ("threads", Invariant($"{threads}"));
        if (MemoryLimitBytes is { } memory)
        {
            yield return ("memory_limit", Invariant($"{memory}B"));
            // The limit is the engine's, and the container's is the process's: what the allocator kept of freed memory was half as much again.
            yield return ("allocator_flush_threshold", "16MB");
            yield return ("allocator_bulk_deallocation_flush_threshold", "64MB");
            yield return ("allocator_background_threads", "true");
        }

        if (TempDirectory is { } folder) yield return ("temp_directory", folder);
        if (MaxTempDirectoryBytes is { } disk) yield return ("max_temp_directory_size", Invariant($"{disk}B"));
        if (!PreserveInsertionOrder) yield return ("preserve_insertion_order", "false");
        if (ReadOnly) yield return ("access_mode", "READ_ONLY");
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
