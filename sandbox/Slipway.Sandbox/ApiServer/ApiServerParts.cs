using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Slipway.Sandbox.ApiServer.Admission;
using Slipway.Sandbox.ApiServer.BuiltIns;
using Slipway.Sandbox.ApiServer.Discovery;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Http;
using Slipway.Sandbox.ApiServer.Lifecycle;
using Slipway.Sandbox.ApiServer.Resources;
using Slipway.Sandbox.ApiServer.Storage;
using Slipway.Sandbox.ApiServer.Writing;

namespace Slipway.Sandbox.ApiServer;

/// <summary>The composition of a server, apart from how requests reach it.</summary>
internal sealed class ApiServerParts
{
    private readonly ObjectWriter _writer;

    private ApiServerParts(RevisionLog log, ResourceRegistry registry, ObjectWriter writer) => (Log, Registry, _writer) = (log, registry, writer);

    public RevisionLog Log { get; }

    public ResourceRegistry Registry { get; }

    public ApiRouter Router { get; private set; } = null!;

    public LifecycleLoop Lifecycles { get; private set; } = null!;

    public IPodLogs? PodLogs { get; set; }

    public static ApiServerParts Compose(RevisionLog log, string token, TimeProvider time, ILoggerFactory loggers, CancellationToken stopping)
    {
        var addresses = new ServiceAddresses();
        foreach (var service in log.List("services").Objects.Values)
        {
            addresses.Reserve(service.Json.TextAt("spec", "clusterIP") ?? "");
        }

        var registry = new ResourceRegistry(addresses);
        var admission = new ValidatingWebhooks(log, time, loggers.CreateLogger<ValidatingWebhooks>());
        var writer = new ObjectWriter(log, admission, time);
        var deleter = new ObjectDeleter(log, admission, time);
        var lists = new ListReader(log, time);
        var objects = new ObjectHandlers(registry, writer, deleter, lists, time);
        var parts = new ApiServerParts(log, registry, writer);
        var definitions = new DefinitionLifecycle(log, registry, writer, deleter, time);
        parts.Lifecycles = new LifecycleLoop(
            log,
            [definitions, new GarbageCollector(log, registry, writer, deleter), new NamespaceLifecycle(log, registry, writer, deleter)],
            loggers.CreateLogger<LifecycleLoop>());
        parts.Router = new ApiRouter(
            registry,
            new DiscoveryHandler(registry, log),
            objects,
            new PatchHandler(writer, objects),
            new WatchHandler(log, lists, time, stopping),
            new ScaleHandler(writer),
            new PodHandlers(writer, deleter, () => parts.PodLogs, time),
            new NamespaceHandlers(writer, objects),
            new TokenHandler(new ServiceAccountTokens(time)),
            token,
            loggers.CreateLogger<ApiRouter>());
        // Resources of definitions that were kept are served from the first request on.
        definitions.Start();
        return parts;
    }

    /// <summary>The namespaces that every cluster has.</summary>
    public async Task EnsureStandardNamespacesAsync(CancellationToken cancellation)
    {
        var namespaces = Registry.Get("", "namespaces");
        foreach (var name in new[] { "default", "kube-system", "kube-public", "kube-node-lease" }.Where(n => _writer.Find(namespaces, "", n) is null))
        {
            var body = new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } };
            await _writer.CreateAsync(namespaces, "", body, new WriteOptions { FieldManager = "kube-apiserver" }, cancellation);
        }
    }
}
