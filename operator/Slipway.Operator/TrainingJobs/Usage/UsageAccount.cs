using Slipway.Api;
using Slipway.Api.TrainingJobs;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Steps;

namespace Slipway.Operator.TrainingJobs.Usage;

/// <summary>Works out what a run that has ended was given, used and cost. Pure.</summary>
internal static class UsageAccount
{
    private const double Gibibyte = 1L << 30;
    private const double Hour = 3600;

    /// <param name="world">Prices, placement, and the pods of the run.</param>
    /// <param name="run">The run with its end.</param>
    /// <param name="result">What its step said; null when it failed.</param>
    public static RunUsage Of(TrainingJobWorld world, TrainingRun run, TrainResult? result)
    {
        var placement = world.Job.Spec.Placement;
        var seconds = PodSeconds(world, run);
        var (cpus, bytes) = (Amount(placement, "cpu"), Amount(placement, "memory"));
        var gpuSeconds = placement?.Gpu is { } gpu ? gpu.Count * seconds : (double?)null;
        var used = result?.Usage;
        var cpuSeconds = used?.CpuSeconds ?? run.Progress?.Number(ProgressMetrics.CpuSeconds);
        var peak = used?.PeakMemoryBytes ?? (long?)run.Progress?.Number(ProgressMetrics.PeakMemoryBytes);
        var cost = Cost(world.Settings.Prices, placement, seconds, cpus, bytes);
        return new RunUsage
        {
            PodSeconds = Round(seconds),
            GpuSeconds = gpuSeconds is { } paid ? Round(paid) : null,
            CpuSeconds = cpuSeconds,
            CpuUtilization = result is { Seconds: > 0 } && cpus > 0 && used?.CpuSeconds is { } busy ? Share(busy / (cpus * result.Seconds)) : null,
            PeakMemoryBytes = peak,
            MemoryUtilization = bytes > 0 && peak is { } most ? Share(most / bytes) : null,
            StallShare = used?.InputSeconds is { } waited && result!.LearnerSeconds + waited > 0 ? Share(waited / (waited + result.LearnerSeconds)) : run.Progress?.Number(ProgressMetrics.StallShare),
            MillionExamplesPerGpuSecond = gpuSeconds > 0 && used?.Examples is { } examples ? Round(examples / 1e6 / gpuSeconds.Value, 6) : null,
            Cost = cost,
            Currency = cost is null ? null : world.Settings.Prices!.Currency,
            GainPerCost = cost > 0 && Gain(world, result) is { } gain ? Round(gain / cost.Value, 6) : null,
        };
    }

    // Against the version that it follows; the test splits may be of different data.
    private static double? Gain(TrainingJobWorld world, TrainResult? result) =>
        HeadlineGain.Of(world.Job.Spec.Task, result?.Metrics, world.Versions.FirstOrDefault(version => version.Spec.Version == world.InUse)?.Spec.Metrics);

    private static double? Cost(PriceTable? prices, PodPlacement? placement, double seconds, double cpus, double bytes)
    {
        if (prices is null) return null;
        var gpus = 0.0;
        if (placement?.Gpu is { } gpu)
        {
            if (prices.OfGpu(gpu.Product, gpu.ResourceName) is not { } price) return null;
            gpus = gpu.Count * price;
        }

        return Round(seconds / Hour * (gpus + (cpus * prices.CpuHour) + (bytes / Gibibyte * prices.GibHour)), 6);
    }

    // Of pods that are gone, and of nodes that do not tell, it is the time of the run.
    private static double PodSeconds(TrainingJobWorld world, TrainingRun run)
    {
        var job = world.Children.Job(run.Name);
        var ends = job is null ? [] : world.Children.Pods.Where(pod => pod.IsControlledBy(job)).Select(PodEnd.Of).Where(end => end is { StartedAt: not null, FinishedAt: not null }).ToList();
        return ends.Count > 0
            ? ends.Sum(end => Math.Max(0, (end!.FinishedAt!.Value - end.StartedAt!.Value).TotalSeconds))
            : Math.Max(0, ((run.FinishedAt - run.StartedAt) ?? TimeSpan.Zero).TotalSeconds) * world.Job.Spec.Workers;
    }

    // What is requested is held; without a request Kubernetes takes the limit for it.
    private static double Amount(PodPlacement? placement, string resource) =>
        (double)(Quantity.Parse(placement?.Resources?.Requests?.GetValueOrDefault(resource) ?? placement?.Resources?.Limits?.GetValueOrDefault(resource)) ?? 0);

    private static double Share(double value) => Round(value, 4);

    private static double Round(double value, int digits = 3) => Math.Round(value, digits);
}
