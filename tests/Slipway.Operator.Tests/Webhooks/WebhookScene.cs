using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Api;
using Slipway.Contracts.Training;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Metrics;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Tests.Support;
using Slipway.Operator.TrainingJobs.Progress;
using Slipway.Operator.Webhooks;
using Slipway.Testing;

namespace Slipway.Operator.Tests.Webhooks;

/// <summary>A namespace with Service and ValidatingWebhookConfiguration as the chart makes them; webhooks listen on the Service's address.</summary>
internal sealed class WebhookScene(OperatorCluster cluster, string place, IPAddress address)
{
    private const int Port = 9443;

    public static readonly ResourceType<DynamicObject> Configurations =
        ResourceType.Dynamic("admissionregistration.k8s.io", "v1", "validatingwebhookconfigurations", "ValidatingWebhookConfiguration", namespaced: false);

    public string Place => place;

    public ManualTimeProvider Time { get; } = new(DateTimeOffset.UtcNow);

    public WebhookOptions Options => new() { Configuration = place, Service = "slipway-webhook", Namespace = place, Address = address, Port = Port };

    public static async Task<WebhookScene> CreateAsync(OperatorCluster cluster, CancellationToken cancellationToken)
    {
        var place = await cluster.NamespaceAsync();
        var home = await cluster.Client.GetAsync(BuiltIn.Namespaces, new NamespacedName("", place), cancellationToken);
        var service = await cluster.Client.CreateAsync(BuiltIn.Services, new Service
        {
            Metadata = new ObjectMeta { Name = "slipway-webhook", Namespace = place },
            Spec = new ServiceSpec { Ports = [new ServicePort { Name = "webhook", Port = Port }] },
        }, null, cancellationToken);
        await cluster.Client.CreateAsync(Configurations, new DynamicObject(Configuration(home!)), null, cancellationToken);
        return new WebhookScene(cluster, place, IPAddress.Parse(service.Spec!.ClusterIP!));
    }

    public WebhookCertificates Certificates() => new(cluster.Client, Options, Time, NullLogger<WebhookCertificates>.Instance);

    /// <summary>Serves the webhook where the API server looks for it, and returns when the API server asks it.</summary>
    public async Task<WebhookServer> ServeAsync(AdmissionRules rules, MetricRegistry metrics, CancellationToken cancellationToken, ProgressReceiver? progress = null)
    {
        Assert.SkipUnless(IPAddress.IsLoopback(address), $"the Services of this cluster have addresses ({address}) on which a test cannot listen");
        var server = await WebhookServer.StartAsync(cluster.Client, Options, rules, progress ?? new ProgressReceiver(cluster.Client, _ => null, (_, _) => [], Time, NullLogger<ProgressReceiver>.Instance), NullLoggerFactory.Instance, Time, metrics, cancellationToken);
        await server.Certificates.LookAsync(cancellationToken);
        await Slipway.Sandbox.Tests.Eventually.HoldsAsync(() => IsAskedAsync(cancellationToken), "the API server asks the webhook", cancellationToken);
        return server;
    }

    // A real API server reads changed configurations from a watch, a moment later.
    private async Task<bool> IsAskedAsync(CancellationToken cancellationToken)
    {
        var bad = Samples.ToSend(Samples.Training(), place);
        try
        {
            await cluster.Client.CreateAsync(SlipwayKinds.TrainingJob, bad with { Spec = bad.Spec with { Workers = 3, Evaluation = new EvaluationPolicy { LearningCurve = new LearningCurvePolicy() } } }, new WriteOptions { DryRun = true }, cancellationToken);
            return false;
        }
        catch (KubernetesException refused) when (refused.IsInvalid)
        {
            return true;
        }
    }

    public async Task<string?> CaBundleAsync(CancellationToken cancellationToken)
    {
        var configuration = await cluster.Client.GetAsync(Configurations, new NamespacedName("", place), cancellationToken);
        return (string?)configuration!.Content["webhooks"]![0]!["clientConfig"]!["caBundle"];
    }

    // It belongs to the namespace and goes with it.
    private static JsonObject Configuration(Namespace home) => new()
    {
        ["apiVersion"] = Configurations.ApiVersion,
        ["kind"] = Configurations.Kind,
        ["metadata"] = new JsonObject
        {
            ["name"] = home.Metadata.Name,
            ["ownerReferences"] = new JsonArray(new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["name"] = home.Metadata.Name, ["uid"] = home.Metadata.Uid }),
        },
        ["webhooks"] = new JsonArray(new JsonObject
        {
            ["name"] = "validate.slipway.dev",
            ["admissionReviewVersions"] = new JsonArray("v1"),
            ["sideEffects"] = "None",
            ["failurePolicy"] = "Ignore",
            ["timeoutSeconds"] = 5,
            ["namespaceSelector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["kubernetes.io/metadata.name"] = home.Metadata.Name } },
            ["clientConfig"] = new JsonObject
            {
                ["service"] = new JsonObject { ["namespace"] = home.Metadata.Name, ["name"] = "slipway-webhook", ["path"] = "/validate", ["port"] = Port },
            },
            ["rules"] = new JsonArray(
                Rule(["datasets", "featuresets", "trainingjobs", "modelversions", "rollouts"], "CREATE", "UPDATE"), Rule(["modelversions"], "DELETE")),
        }),
    };

    private static JsonObject Rule(string[] resources, params string[] operations) => new()
    {
        ["apiGroups"] = new JsonArray(SlipwayApi.Group),
        ["apiVersions"] = new JsonArray(SlipwayApi.Version),
        ["operations"] = new JsonArray([.. operations.Select(each => (JsonNode)each)]),
        ["resources"] = new JsonArray([.. resources.Select(each => (JsonNode)each)]),
        ["scope"] = "Namespaced",
    };
}
