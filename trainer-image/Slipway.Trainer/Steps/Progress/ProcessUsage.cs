using System.Globalization;
using Slipway.Contracts.Training;

namespace Slipway.Trainer.Steps.Progress;

/// <summary>What this process has used so far.</summary>
internal static class ProcessUsage
{
    private const string StatusFile = "/proc/self/status";

    /// <summary>Seconds of all processors together.</summary>
    internal static double CpuSeconds => Math.Round(Environment.CpuUsage.TotalTime.TotalSeconds, 3);

    /// <summary>Largest resident memory in bytes, which the kernel keeps; null where it does not.</summary>
    internal static long? PeakMemoryBytes
    {
        get
        {
            if (!File.Exists(StatusFile)) return null;
            // VmHWM:	  123456 kB
            var line = File.ReadLines(StatusFile).FirstOrDefault(each => each.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is [_, var kilobytes, ..] ? long.Parse(kilobytes, CultureInfo.InvariantCulture) * 1024 : null;
        }
    }

    /// <summary>The same as metrics of a report.</summary>
    internal static IEnumerable<TrainerMetric> Metrics()
    {
        yield return Metric(ProgressMetrics.CpuSeconds, CpuSeconds);
        if (PeakMemoryBytes is { } peak) yield return Metric(ProgressMetrics.PeakMemoryBytes, peak);
    }

    internal static TrainerMetric Metric(string name, double value) => new() { Name = name, Value = value.ToString("R", CultureInfo.InvariantCulture) };
}
