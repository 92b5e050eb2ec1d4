using Slipway.Contracts;
using Slipway.Contracts.Training;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Tests.Support;
using Slipway.Operator.TrainingJobs.Progress;

namespace Slipway.Operator.Tests.TrainingJobs.Progress;

/// <summary>What the status says of a run under way.</summary>
[Trait("Capability", "T9")]
public sealed class DeadlineTests
{
    [Theory]
    [InlineData(3000, 600, false)]
    [InlineData(3000, 601, true)]
    [InlineData(100, 10_000, true)]
    [InlineData(3000, null, false)]
    public void A_deadline_is_at_risk_when_the_estimate_goes_beyond_it(int told, int? left, bool atRisk)
    {
        var scene = Begun("1h");
        Tell(scene, told, left);
        var condition = scene.Status.Conditions.Find(DeadlineAtRisk.Name);
        (condition is not null).ShouldBe(atRisk);
        if (!atRisk) return;
        condition!.Status.ShouldBe(Condition.True);
        condition.Message!.ShouldContain($"will take {new Duration(TimeSpan.FromSeconds(told + left!.Value - 3600))} longer than its deadline of 1h allows, if it goes on at 1,000 rows/s; raise spec.deadline");
    }

    [Fact]
    public void The_risk_goes_with_a_better_estimate_and_with_the_run()
    {
        var scene = Begun("1h");
        Tell(scene, 100, 10_000);
        Tell(scene, 200, 1000);
        scene.Status.Conditions.Find(DeadlineAtRisk.Name).ShouldBeNull();
        Tell(scene, 300, 10_000);
        scene.Status.Conditions.Find(DeadlineAtRisk.Name).ShouldNotBeNull();
        scene.Ends(Samples.Trained());
        scene.Status.Conditions.Find(DeadlineAtRisk.Name).ShouldBeNull();
        scene.Status.Progress.ShouldBeNull();
        scene.Status.Runs![0].Progress.ShouldNotBeNull("the last word of a run stays");
    }

    [Fact]
    public void Without_a_deadline_there_is_no_risk_and_the_progress_is_told()
    {
        var scene = Begun(null);
        Tell(scene, 100, 3720);
        scene.Status.Conditions.Find(DeadlineAtRisk.Name).ShouldBeNull();
        scene.Status.Progress.ShouldBe("40 %, 1h2m left");
    }

    [Theory]
    [InlineData(-1, "progressPercentage")]
    [InlineData(101, "progressPercentage")]
    [InlineData(50, null)]
    public void A_report_has_limits(int percentage, string? fault)
    {
        var text = ProgressLimits.Fault(new TrainerStatus { ProgressPercentage = percentage });
        if (fault is null) text.ShouldBeNull();
        else text!.ShouldContain(fault);
    }

    [Fact]
    public void Metrics_of_a_report_are_few_short_and_named_once()
    {
        static string? Fault(params TrainerMetric[] metrics) => ProgressLimits.Fault(new TrainerStatus { Metrics = metrics });
        static TrainerMetric Metric(string name, string value = "1") => new() { Name = name, Value = value };
        Fault([.. Enumerable.Range(0, 51).Select(each => Metric($"m{each}"))])!.ShouldContain("at most 50");
        Fault(Metric(""))!.ShouldContain("metrics[0].name");
        Fault(Metric("a"), Metric("b", new string('1', 101)))!.ShouldContain("metrics[1].value");
        Fault(Metric("a"), Metric("a"))!.ShouldContain("twice");
        Fault(Metric("a"), Metric("b")).ShouldBeNull();
    }

    private static TrainingScene Begun(string? deadline)
    {
        var job = Samples.Training();
        return new TrainingScene(job with { Spec = job.Spec with { Deadline = deadline is null ? null : Duration.Parse(deadline) } }).Settle();
    }

    private static void Tell(TrainingScene scene, int seconds, int? left)
    {
        var progress = new TrainerStatus
        {
            ProgressPercentage = 40, EstimatedRemainingSeconds = left, LastUpdatedTime = Samples.Now.AddSeconds(seconds), Metrics = [new TrainerMetric { Name = "rows_per_second", Value = "1000" }],
        };
        scene.World = scene.World with { Job = scene.World.Job with { Status = scene.Status with { Runs = [scene.Status.Runs![0] with { Progress = progress }] } } };
        scene.Settle();
    }
}
