using System.Diagnostics;
using System.Globalization;
using Slipway.Contracts.Training;

namespace Slipway.Trainer.Steps.Progress;

/// <summary>What this process has used so far.</summary>
internal static class ProcessUsage
{
    /// <summary>Seconds of all processors together.</summary>
    internal static double CpuSeconds => Math.Round(Environment.CpuUsage.TotalTime.TotalSeconds, 3);

    /// <summary>Largest resident memory in bytes, which the kernel keeps.</summary>
    internal static long PeakMemoryBytes
    {
        get
        {
            using var process = Process.GetCurrentProcess();
            return process.PeakWorkingSet64;
        }
    }

    /// <summary>The same as metrics of a report.</summary>
    internal static IEnumerable<TrainerMetric> Metrics()
    {
        yield return Metric(ProgressMetrics.CpuSeconds, CpuSeconds);
        yield return Metric(ProgressMetrics.PeakMemoryBytes, PeakMemoryBytes);
    }

    internal static TrainerMetric Metric(string name, double value) => new() { Name = name, Value = value.ToString("R", CultureInfo.InvariantCulture) };
}
