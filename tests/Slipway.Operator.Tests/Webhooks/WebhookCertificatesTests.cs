using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Metrics;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Tests.Support;
using Slipway.Operator.Webhooks;

namespace Slipway.Operator.Tests.Webhooks;

/// <summary>Certificates in a Secret that several replicas share.</summary>
[Trait("Suite", "Integration"), Trait("Capability", "P2")]
public sealed class WebhookCertificatesTests(OperatorCluster cluster) : IClassFixture<OperatorCluster>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Replicas_that_start_together_share_one_authority()
    {
        var scene = await WebhookScene.CreateAsync(cluster, Cancellation);
        var replicas = Enumerable.Range(0, 4).Select(_ => scene.Certificates()).ToList();
        await Task.WhenAll(replicas.Select(replica => Task.Run(() => replica.LookAsync(Cancellation))));

        replicas.Select(replica => replica.Current!.Thumbprint).Distinct().ShouldHaveSingleItem();
        var secret = await SecretAsync(scene);
        Convert.ToBase64String(secret.Data!["ca.crt"]).ShouldBe(await scene.CaBundleAsync(Cancellation));
    }

    [Fact]
    public async Task A_renewal_by_one_replica_is_served_by_all_and_nothing_is_written_otherwise()
    {
        var scene = await WebhookScene.CreateAsync(cluster, Cancellation);
        var (one, other) = (scene.Certificates(), scene.Certificates());
        await one.LookAsync(Cancellation);
        await other.LookAsync(Cancellation);
        var (bundle, first, version) = (await scene.CaBundleAsync(Cancellation), one.Current!.Thumbprint, (await SecretAsync(scene)).Metadata.ResourceVersion);

        scene.Time.Advance(TimeSpan.FromDays(200));
        await one.LookAsync(Cancellation);
        (await SecretAsync(scene)).Metadata.ResourceVersion.ShouldBe(version, "nothing was due");

        scene.Time.Advance(TimeSpan.FromDays(60));
        await one.LookAsync(Cancellation);
        one.Current!.Thumbprint.ShouldNotBe(first);
        other.Current!.Thumbprint.ShouldBe(first, "it has not looked yet");
        await other.LookAsync(Cancellation);
        other.Current!.Thumbprint.ShouldBe(one.Current.Thumbprint);
        (await scene.CaBundleAsync(Cancellation)).ShouldBe(bundle, "the authority is the same");

        scene.Time.Advance(TimeSpan.FromDays(3650 - 260 - 400));
        await other.LookAsync(Cancellation);
        (await scene.CaBundleAsync(Cancellation)).ShouldNotBe(bundle, "the authority was due as well");
    }

    [Fact]
    public async Task The_operator_owns_the_bundle_and_nothing_else_of_the_configuration()
    {
        var scene = await WebhookScene.CreateAsync(cluster, Cancellation);
        await scene.Certificates().LookAsync(Cancellation);
        var key = new NamespacedName("", scene.Place);
        var configuration = (await cluster.Client.GetAsync(WebhookScene.Configurations, key, Cancellation))!.Content;
        var mine = configuration["metadata"]!["managedFields"]!.AsArray().Single(entry => (string?)entry!["manager"] == "slipway-webhook")!;
        mine["fieldsV1"]!["f:webhooks"]!["""k:{"name":"validate.slipway.dev"}"""]!["f:clientConfig"]!.ToJsonString().ShouldBe("""{"f:caBundle":{}}""");

        // Who removes the configuration has switched the webhook off; the operator does not make it again.
        await cluster.Client.DeleteAsync(WebhookScene.Configurations, key, new DeleteOptions(), Cancellation);
        await scene.Certificates().LookAsync(Cancellation);
        (await cluster.Client.GetAsync(WebhookScene.Configurations, key, Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task A_running_server_changes_its_certificate_without_a_restart()
    {
        var scene = await WebhookScene.CreateAsync(cluster, Cancellation);
        await using var server = await scene.ServeAsync(new AdmissionRules(new CachedObjects([]), TimeProvider.System), new MetricRegistry(), Cancellation);
        var first = await ServedAsync(server);
        first.ShouldBe(server.Certificates.Current!.Thumbprint);
        var looks = 0;
        await Slipway.Sandbox.Tests.Eventually.HoldsAsync(async () =>
        {
            // Again after a while: the server may not have set its timer yet when it has answered for the first time. Not each time: its requests have
            // a time limit by the same clock.
            if (looks++ % 100 == 0) scene.Time.Advance(TimeSpan.FromDays(300));
            return await ServedAsync(server) != first;
        }, "the renewed certificate is served", Cancellation);
    }

    private Task<Secret> SecretAsync(WebhookScene scene) =>
        cluster.Client.GetAsync(BuiltIn.Secrets, new NamespacedName(scene.Place, "slipway-webhook"), Cancellation)!;

    private static async Task<string> ServedAsync(WebhookServer server)
    {
        var seen = "";
        using var handler = new SocketsHttpHandler
        {
            SslOptions = new System.Net.Security.SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, certificate, _, _) => (seen = certificate!.GetCertHashString()).Length > 0,
            },
        };
        using var http = new HttpClient(handler);
        using var answer = await http.PostAsync(new Uri(server.Address, "/validate"), new StringContent("{}"), Cancellation);
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.BadRequest);
        return seen;
    }
}
