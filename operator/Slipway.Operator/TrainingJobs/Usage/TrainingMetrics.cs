using Slipway.Api.TrainingJobs;
using Slipway.Contracts.Training;
using Slipway.Kubernetes.Metrics;

namespace Slipway.Operator.TrainingJobs.Usage;

/// <summary>What runs do and did, as metrics, so that Prometheus has the trend. They are read from the statuses at each scrape: nothing is counted that a restart would forget.</summary>
internal sealed class TrainingMetrics
{
    private readonly MetricFamily<Gauge> rate;
    private readonly MetricFamily<Gauge> progress;
    private readonly MetricFamily<Gauge> stall;
    private readonly MetricFamily<Gauge> lastRate;
    private readonly MetricFamily<Gauge> examples;
    private readonly MetricFamily<Gauge> gpuSeconds;
    private readonly MetricFamily<Gauge> utilization;
    private readonly MetricFamily<Gauge> cost;
    private readonly Func<IEnumerable<TrainingJob>> jobs;
    private HashSet<(string Place, string Name)> known = [];

    private TrainingMetrics(MetricRegistry metrics, Func<IEnumerable<TrainingJob>> jobs)
    {
        this.jobs = jobs;
        MetricFamily<Gauge> Gauge(string name, string help) => metrics.Gauge($"slipway_training_{name}", help, "namespace", "trainingjob");
        rate = Gauge("rows_per_second", "Rows times rounds per second of the run under way, as its trainer tells it");
        progress = Gauge("progress_ratio", "Share of the run under way that is done");
        stall = Gauge("stall_ratio", "Share of the time in which the learner of the newest run waited for rows");
        lastRate = Gauge("last_rows_per_second", "Rows times rounds per second of the newest run that succeeded");
        examples = Gauge("last_million_examples_per_gpu_second", "Millions of examples for each GPU-second of the newest run that succeeded");
        gpuSeconds = Gauge("last_gpu_seconds", "GPU-seconds that the newest run held");
        utilization = Gauge("last_cpu_utilization_ratio", "Processors used by processors asked for, of the newest run that succeeded");
        cost = Gauge("last_cost", "Cost of the newest run that ended, in the currency of the price table");
    }

    public static void Register(MetricRegistry metrics, Func<IEnumerable<TrainingJob>> jobs) => metrics.BeforeCollect(new TrainingMetrics(metrics, jobs).Refresh);

    private void Refresh()
    {
        var seen = new HashSet<(string, string)>();
        foreach (var job in jobs())
        {
            var (place, name) = (job.Metadata.Namespace!, job.Metadata.Name!);
            seen.Add((place, name));
            var runs = job.Status?.Runs ?? [];
            var going = runs.FirstOrDefault(run => run.State == RunState.Running)?.Progress;
            var succeeded = runs.FirstOrDefault(run => run.State == RunState.Succeeded);
            var ended = runs.FirstOrDefault(run => run.State != RunState.Running);
            Set(rate, going?.Number(ProgressMetrics.RowsPerSecond));
            Set(progress, going?.ProgressPercentage / 100.0);
            Set(stall, going?.Number(ProgressMetrics.StallShare) ?? ended?.Usage?.StallShare);
            Set(lastRate, succeeded?.RowsPerSecond);
            Set(examples, succeeded?.Usage?.MillionExamplesPerGpuSecond);
            Set(gpuSeconds, ended?.Usage?.GpuSeconds);
            Set(utilization, succeeded?.Usage?.CpuUtilization);
            Set(cost, ended?.Usage?.Cost);

            void Set(MetricFamily<Gauge> family, double? value)
            {
                if (value is { } number) family.With(place, name).Set(number);
                else family.Remove(place, name);
            }
        }

        foreach (var (place, name) in known.Except(seen))
            foreach (var family in new[] { rate, progress, stall, lastRate, examples, gpuSeconds, utilization, cost }) family.Remove(place, name);
        known = seen;
    }
}
