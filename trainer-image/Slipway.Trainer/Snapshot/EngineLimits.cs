using System.Globalization;
using Slipway.Contracts.Steps;
using Slipway.DuckDb;

namespace Slipway.Trainer.Snapshot;

/// <summary>Limits of the data engine inside the container's own.</summary>
internal static class EngineLimits
{
    private const double ShareOfContainer = 0.7;

    // Files that the kernel keeps for control groups, version 2 and version 1.
    private static readonly string[] MemoryLimitFiles = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"];

    public static DatabaseSettings For(SnapshotSpec spec, string scratchFolder) => new()
    {
        Threads = spec.Threads ?? Environment.ProcessorCount,
        MemoryLimitBytes = spec.MemoryBytes ?? (long)(AvailableBytes() * ShareOfContainer),
        TempDirectory = Path.Combine(scratchFolder, "spill"),
        // The order of the source means nothing: what needs an order sorts.
        PreserveInsertionOrder = false,
    };

    private static long AvailableBytes()
    {
        var machine = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        foreach (var file in MemoryLimitFiles)
        {
            // "max" means no limit, and version 1 writes a number beyond every machine.
            if (File.Exists(file) && long.TryParse(File.ReadAllText(file), CultureInfo.InvariantCulture, out var limit)) return Math.Min(limit, machine);
        }

        return machine;
    }
}
