using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Api;
using Slipway.Kubernetes.Metrics;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Tests.Support;
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
        var service = await cluster.Client.CreateAsync(BuiltIn.Services, new Service
        {
            Metadata = new ObjectMeta { Name = "slipway-webhook", Namespace = place },
            Spec = new ServiceSpec { Ports = [new ServicePort { Name = "webhook", Port = Port }] },
        }, null, cancellationToken);
        await cluster.Client.CreateAsync(Configurations, new DynamicObject(Configuration(place)), null, cancellationToken);
        return new WebhookScene(cluster, place, IPAddress.Parse(service.Spec!.ClusterIP!));
    }

    public WebhookCertificates Certificates() => new(cluster.Client, Options, Time, NullLogger<WebhookCertificates>.Instance);

    public async Task<WebhookServer> ServeAsync(AdmissionRules rules, MetricRegistry metrics, CancellationToken cancellationToken)
    {
        var server = await WebhookServer.StartAsync(cluster.Client, Options, rules, NullLoggerFactory.Instance, Time, metrics, cancellationToken);
        await server.Certificates.LookAsync(cancellationToken);
        return server;
    }

    public async Task<string?> CaBundleAsync(CancellationToken cancellationToken)
    {
        var configuration = await cluster.Client.GetAsync(Configurations, new NamespacedName("", place), cancellationToken);
        return (string?)configuration!.Content["webhooks"]![0]!["clientConfig"]!["caBundle"];
    }

    private static JsonObject Configuration(string place) => new()
    {
        ["apiVersion"] = Configurations.ApiVersion,
        ["kind"] = Configurations.Kind,
        ["metadata"] = new JsonObject { ["name"] = place },
        ["webhooks"] = new JsonArray(new JsonObject
        {
            ["name"] = "validate.slipway.dev",
            ["admissionReviewVersions"] = new JsonArray("v1"),
            ["sideEffects"] = "None",
            ["failurePolicy"] = "Ignore",
            ["timeoutSeconds"] = 5,
            ["namespaceSelector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["kubernetes.io/metadata.name"] = place } },
            ["clientConfig"] = new JsonObject
            {
                ["service"] = new JsonObject { ["namespace"] = place, ["name"] = "slipway-webhook", ["path"] = "/validate", ["port"] = Port },
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
