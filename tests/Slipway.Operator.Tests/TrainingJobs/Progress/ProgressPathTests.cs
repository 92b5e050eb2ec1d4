using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Api;
using Slipway.Api.TrainingJobs;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Metrics;
using Slipway.Kubernetes.Patching;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Tests.Support;
using Slipway.Operator.Tests.Webhooks;
using Slipway.Operator.TrainingJobs.Progress;
using Slipway.Sandbox.Tests;

namespace Slipway.Operator.Tests.TrainingJobs.Progress;

/// <summary>A pod of a run tells how far it has come as callbacks of Kubeflow's trainers do: by URL, authorities and token that its pod was given.</summary>
[Trait("Suite", "Integration"), Trait("Capability", "T9"), Trait("Capability", "T12")]
public sealed class ProgressPathTests(OperatorCluster cluster) : IClassFixture<OperatorCluster>
{
    private const string Report = """{"trainerStatus":{"progressPercentage":45,"estimatedRemainingSeconds":120,"metrics":[{"name":"validation_logloss","value":"0.25"},{"name":"rows_per_second","value":"1000"}],"lastUpdatedTime":"2026-05-01T12:00:00Z"}}""";

    private static readonly ResourceType<DynamicObject> Accounts = ResourceType.Dynamic("", "v1", "serviceaccounts", "ServiceAccount");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_pod_posts_is_in_the_status_of_its_run_and_nobody_else_can_post_it()
    {
        var scene = await WebhookScene.CreateAsync(cluster, Cancellation);
        var endpoint = new ProgressEndpoint(scene.Options.ServiceAddress);
        await using var running = cluster.Start([scene.Place], NullLoggerFactory.Instance, settings: Samples.Settings with { Progress = endpoint });
        await using var server = await scene.ServeAsync(running.Runtime.Admission, new MetricRegistry(), Cancellation, running.Runtime.Progress);
        endpoint.Trust(() => server.Certificates.Authorities);
        var (job, pod) = await RunningAsync(scene.Place);

        var container = job.Spec!.Template.Deserialize(KubernetesJson.Default.PodTemplateSpec)!.Spec!.Containers!.Single();
        var url = new Uri(container.Env!.Single(variable => variable.Name == "KUBEFLOW_TRAINER_SERVER_URL").Value!);
        url.Host.ShouldBe($"slipway-webhook.{scene.Place}.svc");
        var authorities = (await cluster.Client.GetAsync(BuiltIn.ConfigMaps, job.Key(), Cancellation))!.Data!["ca.crt"];
        using var http = Client(authorities, scene.Options.Address);

        (await PostAsync(http, url, null, Report)).ShouldBe(HttpStatusCode.Unauthorized);
        (await PostAsync(http, url, "made up", Report)).ShouldBe(HttpStatusCode.Unauthorized);
        (await PostAsync(http, url, await TokenAsync(pod, "https://somebody.else"), Report)).ShouldBe(HttpStatusCode.Unauthorized);
        var other = await cluster.Client.CreateAsync(BuiltIn.Pods, new Pod { Metadata = new ObjectMeta { Name = "stranger", Namespace = scene.Place }, Spec = pod.Spec }, null, Cancellation);
        (await PostAsync(http, url, await TokenAsync(other), Report)).ShouldBe(HttpStatusCode.Forbidden);
        (await ProgressAsync(scene.Place)).ShouldBeNull();

        var token = await TokenAsync(pod);
        (await PostAsync(http, url, token, "{")).ShouldBe(HttpStatusCode.BadRequest);
        (await PostAsync(http, url, token, """{"trainerStatus":{"progressPercentage":101}}""")).ShouldBe(HttpStatusCode.UnprocessableEntity);
        await Eventually.HoldsAsync(
            async () =>
            {
                await PostAsync(http, url, token, Report);
                return await ProgressAsync(scene.Place) is { } progress && progress.Progress!.ProgressPercentage == 45;
            }, "the report is on record", Cancellation);
        var run = (await ProgressAsync(scene.Place))!;
        run.Progress!.EstimatedRemainingSeconds.ShouldBe(120);
        run.Progress.Metrics!.Select(metric => $"{metric.Name}={metric.Value}").ShouldBe(["validation_logloss=0.25", "rows_per_second=1000"]);
        await Eventually.HoldsAsync(async () => (await JobAsync(scene.Place)).Status!.Progress == "45 %, 2m left", "people see it, too", Cancellation);

        // A second report within five seconds is taken and not written.
        (await PostAsync(http, url, token, Report.Replace("45", "46", StringComparison.Ordinal))).ShouldBe(HttpStatusCode.Accepted);
        (await ProgressAsync(scene.Place))!.Progress!.ProgressPercentage.ShouldBe(45);
        (await PostAsync(http, new Uri(url, "../click-model-v9/status"), token, Report)).ShouldBe(HttpStatusCode.Forbidden);
    }

    private async Task<(Job Job, Pod Pod)> RunningAsync(string place)
    {
        await cluster.Client.CreateAsync(SlipwayKinds.TrainingJob, Samples.ToSend(Samples.Training(), place), null, Cancellation);
        await cluster.Client.CreateAsync(SlipwayKinds.FeatureSet, Samples.ToSend(Samples.Features(), place), null, Cancellation);
        await cluster.Client.CreateAsync(SlipwayKinds.Dataset, Samples.ToSend(Samples.Clicks(), place), null, Cancellation);
        var node = new HandNode(cluster.Client, place, job => job.Label("app.kubernetes.io/component") == "snapshot" ? StepEnd.Of(Samples.Snapshot()) : null);
        Job? job = null;
        await Eventually.HoldsAsync(
            async () =>
            {
                await node.StepAsync(Cancellation);
                return (job = await cluster.Client.GetAsync(BuiltIn.Jobs, new NamespacedName(place, "click-model-v1"), Cancellation)) is not null;
            }, "the run has its Job", Cancellation);
        var template = job!.Spec!.Template.Deserialize(KubernetesJson.Default.PodTemplateSpec)!;
        var pod = await cluster.Client.CreateAsync(BuiltIn.Pods, new Pod
        {
            Metadata = new ObjectMeta { Name = "click-model-v1-0", Namespace = place, Labels = template.Metadata!.Labels, OwnerReferences = [OwnerReference.ToController(job)] },
            Spec = template.Spec,
        }, null, Cancellation);
        return (job, pod);
    }

    private async Task<string> TokenAsync(Pod pod, string audience = "slipway.dev/progress")
    {
        var request = new DynamicObject(new JsonObject
        {
            ["apiVersion"] = "authentication.k8s.io/v1", ["kind"] = "TokenRequest", ["metadata"] = new JsonObject { ["name"] = "default", ["namespace"] = pod.Metadata.Namespace },
            ["spec"] = new JsonObject
            {
                ["audiences"] = new JsonArray(audience), ["expirationSeconds"] = 600,
                ["boundObjectRef"] = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Pod", ["name"] = pod.Metadata.Name, ["uid"] = pod.Metadata.Uid },
            },
        });
        return (string)(await cluster.Client.CreateAsync(Accounts, request, new WriteOptions { Subresource = "token" }, Cancellation)).Content["status"]!["token"]!;
    }

    private async Task<TrainingJob> JobAsync(string place) => (await cluster.Client.GetAsync(SlipwayKinds.TrainingJob, new NamespacedName(place, "click-model"), Cancellation))!;

    private async Task<TrainingRun?> ProgressAsync(string place) => (await JobAsync(place)).Status!.Runs![0] is { Progress: not null } run ? run : null;

    // Trusts what the pod was told to trust, and reaches the Service by its address, as the cluster's DNS would have it.
    private static HttpClient Client(string authorities, IPAddress address)
    {
        var trusted = new X509Certificate2Collection();
        trusted.ImportFromPem(authorities);
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(trusted);
        return new HttpClient(new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy },
            ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(address, 9443, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient http, Uri url, string? token, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await http.SendAsync(request, Cancellation);
        return response.StatusCode;
    }
}
