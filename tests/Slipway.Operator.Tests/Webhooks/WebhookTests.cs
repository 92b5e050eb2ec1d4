using Slipway.Api;
using Slipway.Kubernetes.Metrics;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Tests.Support;
using Slipway.Sandbox.Tests;

namespace Slipway.Operator.Tests.Webhooks;

/// <summary>Admission as a user meets it: kubectl, the API server, the webhook over HTTPS.</summary>
[Trait("Suite", "Integration"), Trait("Capability", "P2")]
public sealed class WebhookTests(OperatorCluster cluster) : IClassFixture<OperatorCluster>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string, string> Bad => new()
    {
        {
            "Dataset", """{"owner":"shop","source":{},"schema":{"columns":[{"name":"a","type":"Int64"}]},"eventTime":"b"}""",
            "spec.source: needs uri (files) or sql with datasets", "spec.eventTime: 'b': there is no such column; did you mean 'a'?"
        },
        {
            "FeatureSet", """{"owner":"shop","dataset":"clicks","features":[{"name":"a","expr":" "},{"name":"b","expr":"\t"}]}""",
            "spec.features[0].expr: ' ': is empty; write an expression", "spec.features[1].expr"
        },
        {
            "TrainingJob", """{"model":"clicks","owner":"shop","dataset":"clicks","workers":3,"evaluation":{"noiseBand":{}}}""",
            "spec.workers: '3': must be 1 with spec.evaluation.noiseBand", "spec.featureSet: the built-in trainer needs one"
        },
        {
            "ModelVersion", $$$"""{"model":"m","version":"v1","task":"Regression","threshold":0.5,"artifact":{"uri":"s3://a/b","digest":"sha256:{{{new string('a', 64)}}}","size":1}}""",
            "metadata.name: 'sample': must be m-v1", "spec.threshold: '0.5': is for Binary tasks; remove it"
        },
        {
            "Rollout", """{"owner":"shop","model":{"name":"m"},"strategy":{"canary":{"steps":[{"setWeight":50},{"setWeight":20}]}}}""",
            "spec.strategy.canary.steps[1].setWeight: '20': must be larger than the 50", "the last step must be 100"
        },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task A_bad_manifest_is_refused_with_all_fields_and_remedies(string kind, string spec, string first, string second)
    {
        Assert.SkipWhen(KubectlRunner.Release is null, "kubectl is not on the PATH");
        var scene = await WebhookScene.CreateAsync(cluster, Cancellation);
        await using var kubectl = new KubectlRunner(cluster.Kubeconfig);
        await using var running = cluster.Start(scene.Place);
        var metrics = new MetricRegistry();
        await using (await scene.ServeAsync(running.Runtime.Admission, metrics, Cancellation))
        {
            var refused = await ApplyAsync(kubectl, scene, kind, spec);
            refused.ExitCode.ShouldBe(1, refused.Output);
            refused.Error.ShouldContain(first);
            refused.Error.ShouldContain(second);
            metrics.WriteText().ShouldContain("""controller_runtime_webhook_requests_total{webhook="/validate",code="200"}""");
            (await ApplyAsync(kubectl, scene, kind, spec, "--dry-run=server")).ExitCode.ShouldBe(1, "a dry run is judged as well");
        }

        // Nothing depends on the webhook: without it the manifest is taken, and the reconciler says the same.
        var taken = await ApplyAsync(kubectl, scene, kind, spec);
        taken.ExitCode.ShouldBe(0, taken.Error);
        var type = ResourceType.Dynamic(SlipwayApi.Group, SlipwayApi.Version, kind.ToLowerInvariant() + "s", kind);
        var told = "";
        await Eventually.HoldsAsync(
            async () =>
            {
                var conditions = (await cluster.Client.GetAsync(type, new NamespacedName(scene.Place, "sample"), Cancellation))?.Status?["conditions"]?.AsArray() ?? [];
                told = (string?)conditions.FirstOrDefault(condition => (string?)condition!["type"] == "Stalled")?["message"] ?? "";
                return told.Length > 0;
            }, "the reconciler tells what is wrong", Cancellation);
        told.ShouldContain(first);
    }

    [Fact]
    public async Task A_served_version_stays_until_its_rollout_goes()
    {
        Assert.SkipWhen(KubectlRunner.Release is null, "kubectl is not on the PATH");
        var scene = await WebhookScene.CreateAsync(cluster, Cancellation);
        await using var kubectl = new KubectlRunner(cluster.Kubeconfig);
        await using var running = cluster.Start(scene.Place);
        await using var webhook = await scene.ServeAsync(running.Runtime.Admission, new MetricRegistry(), Cancellation);
        await cluster.Client.CreateAsync(SlipwayKinds.ModelVersion, Samples.ToSend(Samples.Version(), scene.Place), null, Cancellation);
        (await ApplyAsync(kubectl, scene, "Rollout", """{"owner":"shop","model":{"name":"clicks"}}""")).ExitCode.ShouldBe(0);
        await Eventually.HoldsAsync(
            async () => (await cluster.Client.GetAsync(SlipwayKinds.ModelVersion, new NamespacedName(scene.Place, "clicks-v1"), Cancellation))?.Status?.ServedBy is { Count: > 0 },
            "the version is on its way into service", Cancellation);

        var refused = await kubectl.RunAsync(["-n", scene.Place, "delete", "modelversion", "clicks-v1"], null, Cancellation);
        refused.ExitCode.ShouldBe(1, refused.Output);
        refused.Error.ShouldContain("Rollout 'sample' serves this version; let it serve another one first, or delete the Rollout");
        (await kubectl.RunAsync(["delete", "namespace", scene.Place, "--timeout=120s"], null, Cancellation)).ExitCode.ShouldBe(0, "a namespace goes whatever is in it");
    }

    private static Task<KubectlRun> ApplyAsync(KubectlRunner kubectl, WebhookScene scene, string kind, string spec, params string[] more) => kubectl.RunAsync(
        ["-n", scene.Place, "apply", .. more, "-f", "-"],
        $$"""{"apiVersion":"{{SlipwayApi.GroupVersion}}","kind":"{{kind}}","metadata":{"name":"sample"},"spec":{{spec}}}""",
        Cancellation);
}
