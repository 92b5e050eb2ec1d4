using System.Globalization;
using System.Text.Json.Nodes;
using Slipway.Api;
using Slipway.Api.ModelVersions;
using Slipway.Api.TrainingJobs;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Metrics;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Tests.Support;
using Slipway.Operator.Tests.Webhooks;
using Slipway.Sandbox.Tests;

namespace Slipway.Operator.Tests.ModelVersions;

/// <summary>Approval as people meet it: kubectl of several users, the API server, the webhook, the operator.</summary>
[Trait("Suite", "Integration"), Trait("Capability", "M4")]
public sealed class ApprovalPathTests(OperatorCluster cluster) : IClassFixture<OperatorCluster>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact, Trait("Capability", "M5")]
    public async Task An_approver_approves_by_name_nobody_rewrites_it_and_what_has_an_alias_is_not_deleted()
    {
        Assert.SkipWhen(KubectlRunner.Release is null, "kubectl is not on the PATH");
        var scene = await WebhookScene.CreateAsync(cluster, Cancellation);
        var place = scene.Place;
        await using var kubectl = new KubectlRunner(cluster.Kubeconfig);
        await using var running = cluster.Start(place);
        var job = Samples.ToSend(Samples.Training(), place);
        await cluster.Client.CreateAsync(SlipwayKinds.TrainingJob, job with { Spec = job.Spec with { Registry = new RegistryPolicy { Approvers = ["ada"] } } }, null, Cancellation);
        await cluster.Client.CreateAsync(SlipwayKinds.ModelVersion, Samples.ToSend(Samples.Version(), place), null, Cancellation);
        await UntilAsync(place, version => version.Status?.Conditions.Find("Approved")?.Reason == "NotApproved");

        await using var webhook = await scene.ServeAsync(running.Runtime.Admission, new MetricRegistry(), Cancellation);
        var approve = Entry("Approve", "ada");
        (await DecideAsync(kubectl, "bob", place, approve)).Error.ShouldContain("spec.decisions[0].by: 'ada': is not who writes this, which is bob");
        (await DecideAsync(kubectl, "bob", place, Entry("Approve", "bob"))).Error.ShouldContain("may not approve: approvers of model 'clicks' are ada");
        (await DecideAsync(kubectl, "ada", place, approve)).ExitCode.ShouldBe(0);
        var approved = await UntilAsync(place, version => version.Status?.Conditions.IsTrue("Approved") == true);
        approved.Status!.Decisions!.Single().By.ShouldBe("ada");

        var alias = Entry("SetAlias", "bob", "champion");
        (await DecideAsync(kubectl, "bob", place, alias)).Error.ShouldContain("entry 0 is no longer Approve by ada; entries are never changed");
        (await DecideAsync(kubectl, "bob", place, approve, alias)).ExitCode.ShouldBe(0);
        await UntilAsync(place, version => version.Status?.Aliases?.Contains("champion") == true);
        (await kubectl.RunAsync(["--as", "ada", "--as-group", "system:masters", "-n", place, "delete", "modelversion", "clicks-v1", "--wait=false"], null, Cancellation))
            .Error.ShouldContain("alias 'champion' points to this version; give it to another version first");
        (await DecideAsync(kubectl, "ada", place)).Error.ShouldContain("has 0 of the 2 entries on record");

        (await DecideAsync(kubectl, "bob", place, approve, alias, Entry("RemoveAlias", "bob", "champion"))).ExitCode.ShouldBe(0);
        await UntilAsync(place, version => version.Status?.Aliases is null);
        (await kubectl.RunAsync(["--as", "ada", "--as-group", "system:masters", "-n", place, "delete", "modelversion", "clicks-v1", "--timeout=30s"], null, Cancellation)).ExitCode.ShouldBe(0, "it waits for nobody");
    }

    private static readonly string Now = DateTimeOffset.UtcNow.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static JsonObject Entry(string action, string by, string? alias = null)
    {
        var entry = new JsonObject { ["action"] = action, ["by"] = by, ["at"] = Now };
        if (alias is not null) entry["alias"] = alias;
        return entry;
    }

    private static Task<KubectlRun> DecideAsync(KubectlRunner kubectl, string user, string place, params JsonObject[] entries)
    {
        var patch = new JsonObject { ["spec"] = new JsonObject { ["decisions"] = new JsonArray([.. entries.Select(entry => entry.DeepClone())]) } };
        return kubectl.RunAsync(["--as", user, "--as-group", "system:masters", "-n", place, "patch", "modelversion", "clicks-v1", "--type", "merge", "-p", patch.ToJsonString()], null, Cancellation);
    }

    private async Task<ModelVersion> UntilAsync(string place, Func<ModelVersion, bool> holds)
    {
        ModelVersion? found = null;
        await Eventually.HoldsAsync(async () => (found = await cluster.Client.GetAsync(SlipwayKinds.ModelVersion, new NamespacedName(place, "clicks-v1"), Cancellation)) is not null && holds(found), "the version is as it should be", Cancellation);
        return found!;
    }
}
