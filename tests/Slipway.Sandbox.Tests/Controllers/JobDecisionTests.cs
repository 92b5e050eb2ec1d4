using System.Text.Json.Nodes;
using Slipway.Kubernetes.Resources;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.Controllers.Jobs;

namespace Slipway.Sandbox.Tests.Controllers;

/// <summary>What is decided for a job, without any cluster.</summary>
public sealed class JobDecisionTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly JobDecision Decision = new(new JobBackoff(TimeSpan.FromSeconds(10)));

    [Fact]
    public void A_new_job_gets_as_many_pods_as_it_may_have_at_once() =>
        Decide(Job("completions: 5, parallelism: 2")).Create.Count.ShouldBe(2);

    [Fact]
    public void Near_the_end_no_more_pods_are_made_than_are_still_needed() =>
        Decide(Job("completions: 3, parallelism: 3"), Pod("a", "Succeeded"), Pod("b", "Succeeded")).Create.Count.ShouldBe(1);

    [Theory]
    [InlineData(1, 10)]
    [InlineData(2, 20)]
    [InlineData(3, 40)]
    public void A_failed_pod_is_replaced_after_a_delay_that_doubles(int failures, int seconds)
    {
        var pods = Enumerable.Range(0, failures).Select(number => Pod($"p{number}", "Failed")).ToArray();
        var plan = Decide(Job(""), pods);
        plan.Create.ShouldBeEmpty();
        plan.Again.ShouldBe(TimeSpan.FromSeconds(seconds));
    }

    [Fact]
    public void A_failed_pod_that_is_gone_still_counts()
    {
        var job = Job("backoffLimit: 1");
        var count = new JobPodCount(0, 0);
        Decision.Decide(job, [Pod("a", "Failed")], count, Now);
        var plan = Decision.Decide(job, [Pod("b", "Failed")], count, Now);
        plan.News!.Reason.ShouldBe("BackoffLimitExceeded");
        plan.Status!["failed"]!.GetValue<int>().ShouldBe(2);
    }

    [Fact]
    public void What_was_counted_before_a_restart_is_not_counted_twice()
    {
        var count = new JobPodCount(0, 2);
        Decision.Decide(Job(""), [Pod("a", "Failed")], count, Now);
        count.Failed.ShouldBe(2);
    }

    [Fact]
    public void Pods_that_still_run_hold_the_end_back_but_not_the_verdict()
    {
        var job = Job("completions: 2, parallelism: 2, podFailurePolicy: {rules: [{action: FailJob, onExitCodes: {operator: In, values: [2]}}]}");
        var plan = Decide(job, Pod("a", "Failed", exitCode: 2), Pod("b", "Running"));
        plan.Delete.Select(pod => pod.Metadata.Name).ShouldBe(["b"]);
        plan.Status!["conditions"]!.AsArray().Select(condition => (string)condition!["type"]!).ShouldBe(["FailureTarget"]);
        plan.News.ShouldBeNull();
    }

    [Fact]
    public void A_verdict_stands_though_its_pod_is_gone()
    {
        var job = Job("");
        job.Content["status"] = JsonNode.Parse("""{"conditions": [{"type": "FailureTarget", "status": "True", "reason": "PodFailurePolicy", "message": "because"}]}""");
        var plan = Decide(job);
        plan.Create.ShouldBeEmpty();
        plan.News.ShouldBe(new JobNews(true, "PodFailurePolicy", "because"));
    }

    [Fact]
    public void A_disruption_that_is_ignored_does_not_count()
    {
        var job = Job("backoffLimit: 0, podFailurePolicy: {rules: [{action: Ignore, onPodConditions: [{type: DisruptionTarget}]}]}");
        var disrupted = Pod("a", "Failed");
        disrupted = disrupted with { Status = disrupted.Status! with { Conditions = [new Condition { Type = "DisruptionTarget", Status = "True" }] } };
        Decide(job, disrupted).News.ShouldBeNull();
        Decide(job, Pod("b", "Failed")).News!.Reason.ShouldBe("BackoffLimitExceeded");
    }

    [Fact]
    public void A_missing_index_is_made_again_and_a_double_one_is_removed()
    {
        var job = Job("completions: 3, parallelism: 3, completionMode: Indexed");
        Decide(job, Pod("a", "Running", index: 0), Pod("c", "Succeeded", index: 2)).Create.ShouldBe([1]);
        Decide(job, Pod("a", "Running", index: 0), Pod("b", "Pending", index: 0), Pod("c", "Running", index: 1)).Delete.Single().Metadata.Name.ShouldBe("b");
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("0", "0")]
    [InlineData("0,1,2,5,7,8", "0-2,5,7,8")]
    public void Indexes_are_written_as_ranges(string indexes, string text)
    {
        var set = IndexRanges.Parse(indexes);
        IndexRanges.Write(set).ShouldBe(text);
        IndexRanges.Parse(text).ShouldBe(set);
    }

    private static JobPlan Decide(DynamicObject job, params Pod[] pods) => Decision.Decide(job, pods, new JobPodCount(0, 0), Now);

    private static DynamicObject Job(string fields) => new((JsonObject)YamlDocument.ToJson(
        $$$"""{apiVersion: batch/v1, kind: Job, metadata: {name: job, namespace: demo, uid: "1"}, spec: {template: {spec: {restartPolicy: Never} }{{{(fields.Length == 0 ? "" : ", " + fields)}}} } }""")!);

    private static Pod Pod(string name, string phase, int exitCode = 1, int? index = null) => new()
    {
        Metadata = new ObjectMeta
        {
            Name = name, Namespace = "demo", Uid = "pod-" + name, CreationTimestamp = Now.AddMinutes(-1),
            Annotations = index is { } number ? new Dictionary<string, string> { [JobWorld.IndexKey] = $"{number}" } : null,
        },
        Status = new PodStatus
        {
            Phase = phase,
            ContainerStatuses = phase != "Failed" ? null :
                [new ContainerStatus { Name = "main", State = new ContainerState { Terminated = new ContainerStateTerminated { ExitCode = exitCode, FinishedAt = Now } } }],
        },
    };
}
