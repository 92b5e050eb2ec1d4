using System.Diagnostics;

namespace Slipway.Server.Metrics;

/// <summary>The process metrics that Prometheus' own client libraries report, read when they are asked for.</summary>
internal sealed class ProcessMetrics
{
    private readonly GaugeSeries memory;
    private readonly GaugeSeries threads;

    public ProcessMetrics(MetricRegistry registry)
    {
        registry.Add(new ComputedCounter("process_cpu_seconds_total", "Processor time used by the process, in seconds.", CpuSeconds));
        memory = registry.Add(new Gauge("process_resident_memory_bytes", "Resident memory, in bytes.")).With();
        threads = registry.Add(new Gauge("process_threads", "Threads of the process.")).With();
        var started = registry.Add(new Gauge("process_start_time_seconds", "When the process started, in seconds since the epoch.")).With();
        using var process = Process.GetCurrentProcess();
        started.Set(new DateTimeOffset(process.StartTime).ToUnixTimeMilliseconds() / 1000.0);
    }

    public void Refresh()
    {
        using var process = Process.GetCurrentProcess();
        memory.Set(process.WorkingSet64);
        threads.Set(process.Threads.Count);
    }

    private static double CpuSeconds()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime.TotalSeconds;
    }

    /// <summary>A counter that something else keeps.</summary>
    private sealed class ComputedCounter(string name, string help, Func<double> read) : MetricFamily(name, help, "counter", [])
    {
        public override void Write(PrometheusText text) => text.Sample(Name, "", read());
    }
}
