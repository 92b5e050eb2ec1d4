using Slipway.Api;
using Slipway.Api.ModelVersions;
using Slipway.Api.TrainingJobs;
using Slipway.Contracts.Data;
using Slipway.Contracts.Models;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.Kubernetes.Metrics;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Tests.Support;
using Slipway.Operator.TrainingJobs.Usage;

namespace Slipway.Operator.Tests.TrainingJobs.Usage;

/// <summary>What a run was given, used and cost.</summary>
[Trait("Capability", "T10")]
public sealed class UsageTests
{
    private const string Prices = """{"currency":"EUR","cpuHour":0.04,"gibHour":0.005,"gpuHour":{"NVIDIA-L4":0.9,"nvidia.com/mig-1g.5gb":0.3}}""";

    [Fact]
    [Trait("Capability", "T9")]
    public void A_run_on_a_GPU_is_accounted_for_by_time_and_price()
    {
        var scene = Scene(new GpuRequest { Count = 2, Product = "NVIDIA-L4" });
        Ends(scene, Result(), minutes: 30);

        var usage = scene.Status.Runs![0].Usage!;
        usage.PodSeconds.ShouldBe(1800);
        usage.GpuSeconds.ShouldBe(3600);
        usage.MillionExamplesPerGpuSecond.ShouldBe(Math.Round(90_000_000 / 1e6 / 3600, 6));
        usage.Cost.ShouldBe((2 * 0.9 / 2) + (4 * 0.04 / 2) + (8 * 0.005 / 2));
        usage.Currency.ShouldBe("EUR");
        usage.CpuUtilization.ShouldBe(0.5);
        usage.MemoryUtilization.ShouldBe(0.25);
        usage.PeakMemoryBytes.ShouldBe(2L << 30);
        usage.StallShare.ShouldBe(0.2);
    }

    [Fact]
    public void Tries_that_failed_are_paid_for_and_a_failed_run_too()
    {
        var scene = Scene(null);
        scene.Settle().Ends(
            job => FakeRun.Failed(job),
            job => Timed(FakeRun.Ended(job, 1), minutes: 60));
        var usage = scene.Status.Runs![0].Usage!;
        usage.PodSeconds.ShouldBe(3600);
        usage.Cost.ShouldBe((4 * 0.04) + (8 * 0.005));
        usage.GpuSeconds.ShouldBeNull();
        usage.MillionExamplesPerGpuSecond.ShouldBeNull();
    }

    [Theory]
    [InlineData("NVIDIA-L4", "nvidia.com/gpu", true)]
    [InlineData("NVIDIA-H200", "nvidia.com/gpu", false)]
    [InlineData(null, "nvidia.com/mig-1g.5gb", true)]
    [InlineData(null, "nvidia.com/gpu", false)]
    public void A_GPU_without_a_price_has_no_cost_rather_than_a_wrong_one(string? product, string resource, bool known)
    {
        var scene = Scene(new GpuRequest { Product = product, ResourceName = resource });
        Ends(scene, Result(), minutes: 10);
        (scene.Status.Runs![0].Usage!.Cost is not null).ShouldBe(known);
        (scene.Status.Runs[0].Usage!.Currency is not null).ShouldBe(known);
    }

    [Fact]
    public void The_gain_over_the_version_in_use_is_put_against_the_cost()
    {
        var scene = Scene(null);
        scene.World = scene.World with { Versions = [Samples.Version() with { Status = new ModelVersionStatus { Conditions = [new Condition { Type = "Ready", Status = Condition.True }] } }] };
        Ends(scene, Result(auc: 0.83), minutes: 60);
        var usage = scene.Status.Runs![0].Usage!;
        usage.GainPerCost.ShouldBe(Math.Round((0.83 - 0.81) / usage.Cost!.Value, 6));
        HeadlineGain.Of(LearningTask.Regression, [Metric("rmse", 2)], [Metric("rmse", 3)]).ShouldBe(1);
        HeadlineGain.Of(LearningTask.Regression, [Metric("rmse", 2)], [Metric("mae", 3)]).ShouldBeNull();
    }

    [Theory]
    [InlineData("{", "prices:")]
    [InlineData("""{"cpuHour":1}""", "currency is missing")]
    [InlineData("""{"currency":"EUR","cpuHour":-1}""", "below zero")]
    [InlineData("""{"currency":"EUR","cpuPerHour":1}""", "cpuPerHour")]
    public void A_price_table_is_checked(string text, string message) => Should.Throw<FormatException>(() => PriceTable.Parse(text)).Message.ShouldContain(message);

    [Fact]
    [Trait("Capability", "T9")]
    public void Prometheus_finds_the_trend_and_forgets_what_is_gone()
    {
        var scene = Scene(new GpuRequest { Product = "NVIDIA-L4" });
        scene.Settle();
        scene.World = scene.World with { Job = scene.World.Job with { Status = scene.Status with { Runs = [scene.Status.Runs![0] with { Progress = new TrainerStatus { ProgressPercentage = 40, Metrics = [new TrainerMetric { Name = "rows_per_second", Value = "1234" }] } }] } } };
        var registry = new MetricRegistry();
        List<TrainingJob> jobs = [scene.World.Job];
        TrainingMetrics.Register(registry, () => jobs);
        const string labels = """{namespace="shop",trainingjob="click-model"}""";
        registry.WriteText().ShouldContain($"slipway_training_rows_per_second{labels} 1234\n");
        registry.WriteText().ShouldContain($"slipway_training_progress_ratio{labels} 0.4\n");

        Ends(scene, Result(), minutes: 10);
        jobs[0] = scene.World.Job;
        registry.WriteText().ShouldNotContain("slipway_training_rows_per_second{");
        registry.WriteText().ShouldContain($"slipway_training_last_rows_per_second{labels} 123456\n");
        registry.WriteText().ShouldContain($"slipway_training_last_gpu_seconds{labels} 600\n");
        jobs.Clear();
        registry.WriteText().ShouldNotContain("click-model");
    }

    private static TrainingScene Scene(GpuRequest? gpu)
    {
        var job = Samples.Training();
        var scene = new TrainingScene(job with
        {
            Spec = job.Spec with
            {
                Placement = new PodPlacement { Gpu = gpu, Resources = new ResourceRequirements { Requests = new Dictionary<string, string> { ["cpu"] = "4" }, Limits = new Dictionary<string, string> { ["cpu"] = "8", ["memory"] = "8Gi" } } },
            },
        });
        scene.World = scene.World with { Settings = Samples.Settings with { Prices = PriceTable.Parse(Prices) } };
        return scene;
    }

    private static void Ends(TrainingScene scene, StepResult result, int minutes) => scene.Settle().Ends(FakeRun.Complete, job => Timed(FakeRun.Succeeded(job, result), minutes));

    // The step itself says 1000 s, of which it learned 400 and waited 100.
    private static StepResult Result(double auc = 0.81)
    {
        var result = Samples.Trained();
        return result with
        {
            Train = result.Train! with
            {
                Metrics = [Samples.Auc(auc) with { Split = Split.Test }], Seconds = 1000, LearnerSeconds = 400,
                Usage = new TrainUsage { CpuSeconds = 2000, PeakMemoryBytes = 2L << 30, InputSeconds = 100, Examples = 90_000_000 },
            },
        };
    }

    private static MetricValue Metric(string name, double value) => new() { Metric = name, Value = value, Split = Split.Test, N = 10 };

    private static Pod Timed(Pod pod, int minutes)
    {
        var status = pod.Status!.ContainerStatuses![0];
        var end = status.State!.Terminated! with { StartedAt = Samples.Now, FinishedAt = Samples.Now.AddMinutes(minutes) };
        return pod with { Status = pod.Status with { ContainerStatuses = [status with { State = new ContainerState { Terminated = end } }] } };
    }
}
