using Slipway.Api;
using Slipway.Api.Rollouts;
using Slipway.Demo.Story;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Resources;

namespace Slipway.EndToEnd.Tests.WholePath;

[Collection(nameof(FaultyStory))]
public sealed class WholePathTests(FaultyStory story)
{
    private static readonly string[] AllVersions = ["v1", "v2", "v3"];

    private YarnDemo Demo => story.Demo;

    [Fact]
    [Trait("Capability", "P4")]
    [Trait("Capability", "R1")]
    [Trait("Capability", "R2")]
    [Trait("Capability", "C2")]
    public void Killed_again_and_again_the_operator_comes_to_the_same_end()
    {
        story.Faults.Missed.ShouldBeEmpty("every fault has to strike, or the test shows nothing");
        var status = Demo.State.Rollout!.Status!;

        status.Stable!.Version.ShouldBe("v2");
        status.Stable.Weight.ShouldBe(100);
        status.Candidate.ShouldBeNull();
        status.History!.Reverse().Select(entry => (entry.Version, entry.Result))
            .ShouldBe([("v1", RolloutResult.Deployed), ("v2", RolloutResult.Promoted), ("v3", RolloutResult.RolledBack)]);
        status.History![0].Message!.ShouldContain("error-rate: candidate ");
    }

    [Fact]
    [Trait("Capability", "P4")]
    [Trait("Capability", "T2")]
    public async Task Nothing_is_done_twice()
    {
        var client = Demo.Platform.Connect();
        var jobs = await client.ListAsync(BuiltIn.Jobs, ShopState.Namespace, new ListOptions(), TestContext.Current.CancellationToken);
        var pods = await client.ListAsync(BuiltIn.Pods, ShopState.Namespace, new ListOptions(), TestContext.Current.CancellationToken);
        var versions = await client.ListAsync(SlipwayKinds.ModelVersion, ShopState.Namespace, new ListOptions(), TestContext.Current.CancellationToken);

        jobs.Items.Count(job => job.Metadata.Name!.Contains("-snapshot-", StringComparison.Ordinal)).ShouldBe(1);
        jobs.Items.Select(job => job.Metadata.Name!).Where(name => !name.Contains("-snapshot-", StringComparison.Ordinal)).Order()
            .ShouldBe(AllVersions.Select(version => $"yarn-click-{version}"));
        foreach (var job in jobs.Items) pods.Items.Count(pod => pod.IsControlledBy(job)).ShouldBe(1, $"pods of Job {job.Metadata.Name}");
        versions.Items.Select(version => version.Spec.Version).Order().ShouldBe(AllVersions);
        versions.Items.Select(version => version.Spec.Artifact.Digest).Distinct().Count().ShouldBe(3);
    }

    [Fact]
    [Trait("Capability", "R1")]
    [Trait("Capability", "P7")]
    public void Visitors_get_answers_all_the_while()
    {
        Ending.Faults(Demo).ShouldBeEmpty();
        Demo.Visitors!.Count("v1", code => code == 200).ShouldBeGreaterThan(1000);
        Demo.Visitors.Count("v2", code => code == 200).ShouldBeGreaterThan(1000);
    }

    [Fact]
    [Trait("Capability", "R2")]
    public void Without_Prometheus_a_canary_holds_and_says_so()
    {
        story.Outage.Ready!.Message!.ShouldContain("Prometheus at http://127.0.0.1");
        story.Outage.Ready.Message!.ShouldContain("cannot be reached");
        story.Outage.Ready.Status.ShouldBe(Condition.True, "v1 goes on serving");
        story.Outage.Reconciling.ShouldBeTrue();
        story.Outage.Weights.ShouldBe([10], "no weight is moved without evidence");
    }

    [Fact]
    [Trait("Capability", "S5")]
    public void Serving_needs_neither_operator_nor_Prometheus()
    {
        story.Outage.AnsweredMeanwhile.ShouldBeGreaterThanOrEqualTo(300);
        story.Outage.FailedMeanwhile.ShouldBe(0);
    }

    [Fact]
    [Trait("Capability", "F1")]
    [Trait("Capability", "D2")]
    [Trait("Capability", "T13")]
    public void One_definition_and_one_dataset_version_are_pinned_from_data_to_model()
    {
        var data = Demo.State.Dataset!.Status!.Current!.Digest;
        foreach (var version in AllVersions) Demo.State.Run(version)!.Dataset.Digest.ShouldBe(data);
        foreach (var version in Demo.State.Versions)
        {
            var run = Demo.State.Run(version.Spec.Version)!;
            version.Spec.Provenance!.DatasetDigest.ShouldBe(data);
            version.Spec.Provenance.FeatureDigest.ShouldBe(run.FeatureDigest);
            version.Spec.Parity!.MaxDifference.ShouldBeLessThan(1e-5);
            version.Spec.Parity.Rows.ShouldBeGreaterThanOrEqualTo(10_000);
        }

        // v3 has another definition, and its digest shows it.
        Demo.State.Run("v1")!.FeatureDigest.ShouldBe(Demo.State.Run("v2")!.FeatureDigest);
        Demo.State.Run("v3")!.FeatureDigest.ShouldNotBe(Demo.State.Run("v2")!.FeatureDigest);
    }

    [Fact]
    [Trait("Capability", "R9")]
    [Trait("Capability", "S9")]
    public async Task The_router_counts_what_each_version_answered()
    {
        var client = Demo.Platform.Connect();
        var pods = await client.ListAsync(BuiltIn.Pods, ShopState.Namespace, new ListOptions(), TestContext.Current.CancellationToken);
        var router = pods.Items.Single(pod => pod.Label("app.kubernetes.io/component") == "router" && pod.Status?.Phase == "Running");
        using var http = new HttpClient();

        var text = await http.GetStringAsync($"http://{router.Status!.PodIP}:8081/metrics", TestContext.Current.CancellationToken);

        // Visitors go on asking, so the counts can only be larger than what they counted before.
        var counted = text.Split('\n').Where(line => line.StartsWith("slipway_router_requests_total{", StringComparison.Ordinal)).ToList();
        counted.ShouldContain(line => line.Contains("yarn-click-v1-", StringComparison.Ordinal) && line.Contains("code=\"200\"", StringComparison.Ordinal));
        counted.ShouldContain(line => line.Contains("yarn-click-v2-", StringComparison.Ordinal) && line.Contains("code=\"200\"", StringComparison.Ordinal));
        counted.ShouldContain(line => line.Contains("yarn-click-v3-", StringComparison.Ordinal) && line.Contains("code=\"400\"", StringComparison.Ordinal));
    }
}
