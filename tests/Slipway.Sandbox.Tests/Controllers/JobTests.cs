using System.Text.Json.Nodes;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Patching;
using Slipway.Kubernetes.Resources;
using Slipway.Sandbox.Tests.Node;

namespace Slipway.Sandbox.Tests.Controllers;

/// <summary>Jobs from creation to end, with real processes.</summary>
[Collection(nameof(ClusterGroup))]
public sealed class JobTests(ClusterFixture fixture)
{
    [Fact]
    [Trait("Capability", "P7")]
    public async Task A_job_runs_its_pod_to_completion_and_says_so_as_a_real_cluster_does()
    {
        var place = await fixture.NewPlaceAsync();
        await place.ApplyAsync(Job("one", "echo $JOB"));
        var job = await place.JobAsync("one", IsComplete, "completes");
        job.Status!.Conditions!.Select(condition => condition.Type).ShouldBe(["SuccessCriteriaMet", "Complete"]);
        (job.Status.Succeeded, job.Status.Failed, job.Status.Active).ShouldBe((1, null, null));
        job.Status.CompletionTime.ShouldNotBeNull();
        var pod = (await place.PodsAsync()).ShouldHaveSingleItem();
        pod.Metadata.Name!.ShouldStartWith("one-");
        pod.Label("batch.kubernetes.io/job-name").ShouldBe("one");
        pod.IsControlledBy(job).ShouldBeTrue();
        await place.EventAsync("one", "SuccessfulCreate", $"Created pod: {pod.Metadata.Name}");
        await place.EventAsync("one", "Completed", "Job completed");
    }

    [Fact]
    [Trait("Capability", "T7")]
    public async Task Failed_pods_are_replaced_until_the_back_off_limit_is_reached()
    {
        var place = await fixture.NewPlaceAsync();
        await place.ApplyAsync(Job("bad", "exit 1", "backoffLimit: 2"));
        var job = await place.JobAsync("bad", IsFailed, "fails");
        var failed = job.Status!.Conditions.Find("Failed")!;
        (failed.Reason, failed.Message).ShouldBe(("BackoffLimitExceeded", "Job has reached the specified backoff limit"));
        job.Status.Conditions.Find("FailureTarget")!.Status.ShouldBe(Condition.True);
        job.Status.Failed.ShouldBe(3);
        (await place.PodsAsync()).Count.ShouldBe(3);
    }

    [Fact]
    [Trait("Capability", "T7")]
    public async Task An_exit_code_that_the_policy_forbids_fails_the_job_at_once()
    {
        var place = await fixture.NewPlaceAsync();
        await place.ApplyAsync(Job("refused", "exit 3", """
            backoffLimit: 6
            podFailurePolicy:
              rules:
              - {action: FailJob, onExitCodes: {containerName: main, operator: In, values: [2, 3]}}
            """));
        var job = await place.JobAsync("refused", IsFailed, "fails");
        var failed = job.Status!.Conditions.Find("Failed")!;
        failed.Reason.ShouldBe("PodFailurePolicy");
        failed.Message!.ShouldContain("failed with exit code 3 matching FailJob rule at index 0");
        (await place.PodsAsync()).Count.ShouldBe(1);
    }

    [Fact]
    [Trait("Capability", "T7")]
    public async Task A_failure_that_the_policy_ignores_does_not_count()
    {
        var place = await fixture.NewPlaceAsync();
        await place.ApplyAsync("{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: tries}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}");
        await place.ApplyAsync(Job("busy", "echo x >> /tries/count; [ $(wc -l < /tries/count) -gt 2 ] || exit 75", """
            backoffLimit: 0
            podFailurePolicy:
              rules:
              - {action: Ignore, onExitCodes: {operator: In, values: [75]}}
            """, volume: "persistentVolumeClaim: {claimName: tries}", mount: "/tries"));
        var job = await place.JobAsync("busy", IsComplete, "completes at the third try");
        (await place.PodsAsync()).Count(pod => pod.Status?.Phase == "Failed").ShouldBe(2);
        job.Status!.Succeeded.ShouldBe(1);
    }

    [Fact]
    public async Task An_indexed_job_gives_each_pod_its_index_and_respects_the_parallelism()
    {
        var place = await fixture.NewPlaceAsync();
        await place.ApplyAsync(Job("shards", "echo index $JOB_COMPLETION_INDEX of $HOSTNAME", "completions: 3, parallelism: 2, completionMode: Indexed".Replace(", ", "\n", StringComparison.Ordinal)));
        var job = await place.JobAsync("shards", IsComplete, "completes");
        job.Status!.CompletedIndexes.ShouldBe("0-2");
        var pods = (await place.PodsAsync()).OrderBy(pod => pod.Metadata.Name).ToList();
        pods.Select(pod => pod.Annotation("batch.kubernetes.io/job-completion-index")).ShouldBe(["0", "1", "2"]);
        pods[1].Metadata.Name!.ShouldStartWith("shards-1-");
        (await place.LogAsync(pods[1].Metadata.Name!)).ShouldBe("index 1 of shards-1\n");
    }

    [Fact]
    public async Task A_job_over_its_deadline_ends_its_pods_and_fails()
    {
        var place = await fixture.NewPlaceAsync();
        await place.ApplyAsync(Job("slow", "exec sleep 600", "activeDeadlineSeconds: 1"));
        var job = await place.JobAsync("slow", IsFailed, "fails");
        job.Status!.Conditions.Find("Failed")!.Reason.ShouldBe("DeadlineExceeded");
        await Place.UntilAsync(async () => (await place.PodsAsync()).Count == 0, "the pod is gone");
    }

    [Fact]
    public async Task A_suspended_job_has_no_pods_until_it_is_resumed()
    {
        var place = await fixture.NewPlaceAsync();
        await place.ApplyAsync(Job("later", "true", "suspend: true"));
        await place.JobAsync("later", job => job.Status?.Conditions.IsTrue("Suspended") == true, "is suspended");
        (await place.PodsAsync()).ShouldBeEmpty();
        await place.Client.PatchAsync(BuiltIn.Jobs, place.Key("later"), Patch.Merge(new JsonObject { ["spec"] = new JsonObject { ["suspend"] = false } }), null, default);
        var job = await place.JobAsync("later", IsComplete, "completes");
        job.Status!.Conditions.Find("Suspended")!.Status.ShouldBe(Condition.False);
    }

    [Fact]
    public async Task A_finished_job_goes_when_its_time_to_live_is_over_and_takes_its_pods_along()
    {
        var place = await fixture.NewPlaceAsync();
        await place.ApplyAsync(Job("brief", "true", "ttlSecondsAfterFinished: 0"));
        await Place.UntilAsync(async () =>
            (await place.EventsAsync("brief")).Any(each => each.Reason == "Completed")
            && await place.Client.GetAsync(BuiltIn.Jobs, place.Key("brief"), default) is null
            && (await place.PodsAsync()).Count == 0, "job and pod are gone");
    }

    [Fact]
    [Trait("Capability", "T7")]
    public async Task A_pod_that_somebody_deletes_is_replaced()
    {
        var place = await fixture.NewPlaceAsync();
        await place.ApplyAsync("{apiVersion: v1, kind: ConfigMap, metadata: {name: gate}, data: {open: 'no'}}");
        await place.ApplyAsync(Job("sturdy", "until grep -q yes /gate/open; do sleep 0.05; done", volume: "configMap: {name: gate}", mount: "/gate"));
        await Place.UntilAsync(async () => (await place.PodsAsync()).Any(pod => pod.Status?.Phase == "Running"), "the first pod runs");
        var first = (await place.PodsAsync()).Single();
        await place.Client.DeleteAsync(BuiltIn.Pods, first.Key(), new DeleteOptions { GracePeriod = TimeSpan.Zero }, default);
        await Place.UntilAsync(async () => (await place.PodsAsync()).Any(pod => pod.Metadata.Uid != first.Metadata.Uid && pod.Status?.Phase == "Running"), "a second pod runs");
        await place.ApplyAsync("{apiVersion: v1, kind: ConfigMap, metadata: {name: gate}, data: {open: 'yes'}}");
        var job = await place.JobAsync("sturdy", IsComplete, "completes");
        job.Status!.Succeeded.ShouldBe(1);
    }

    [Fact]
    public async Task Retries_within_the_pod_count_towards_the_back_off_limit()
    {
        var place = await fixture.NewPlaceAsync();
        await place.ApplyAsync(Job("inplace", "exit 1", "backoffLimit: 0", policy: "OnFailure"));
        var job = await place.JobAsync("inplace", IsFailed, "fails");
        job.Status!.Conditions.Find("Failed")!.Reason.ShouldBe("BackoffLimitExceeded");
    }

    [Fact]
    public async Task A_field_that_the_sandbox_does_not_know_is_refused_by_name()
    {
        var place = await fixture.NewPlaceAsync();
        await place.ApplyAsync(Job("fancy", "true", "backoffLimitPerIndex: 1\ncompletions: 2\ncompletionMode: Indexed"));
        await place.EventAsync("fancy", "Unsupported", "the sandbox has no spec.backoffLimitPerIndex");
        (await place.PodsAsync()).ShouldBeEmpty();
    }

    private static bool IsComplete(Job job) => job.Status?.Conditions.IsTrue("Complete") == true;

    private static bool IsFailed(Job job) => job.Status?.Conditions.IsTrue("Failed") == true;

    private static string Job(string name, string script, string fields = "", string policy = "Never", string volume = "emptyDir: {}", string mount = "/unused") => $$"""
        apiVersion: batch/v1
        kind: Job
        metadata: {name: {{name}}}
        spec:
          {{fields.ReplaceLineEndings("\n  ")}}
          template:
            spec:
              restartPolicy: {{policy}}
              containers:
              - name: main
                image: example/sh:1
                args: ["-c", {{JsonValue.Create(script)!.ToJsonString()}}]
                volumeMounts: [{name: v, mountPath: {{mount}}}]
              volumes:
              - name: v
                {{volume}}
        """;
}
