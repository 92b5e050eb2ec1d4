using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Patching;
using Slipway.Kubernetes.Resources;

namespace Slipway.Sandbox.Node.Registration;

/// <summary>Makes the node object and keeps it alive: status once, a lease every ten seconds.</summary>
internal sealed partial class NodeRegistration(IKubernetesClient client, SandboxNodeOptions options, string hostIP, ILogger<NodeRegistration> logger)
{
    private const string LeaseNamespace = "kube-node-lease";
    private const int LeaseSeconds = 40;
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);
    private static readonly WriteOptions Manager = new() { FieldManager = "sandbox-node" };

    /// <summary>Makes the node, or brings it up to date; it is ready when this returns.</summary>
    public async Task RegisterAsync(CancellationToken cancellationToken)
    {
        var name = options.NodeName;
        var labels = new Dictionary<string, string>(options.Labels, StringComparer.Ordinal)
        {
            ["kubernetes.io/hostname"] = name,
            ["kubernetes.io/os"] = "linux",
            ["kubernetes.io/arch"] = Architecture,
            ["slipway.dev/sandbox"] = "true",
        };
        await client.ApplyAsync(BuiltIn.Nodes, new Kubernetes.Resources.Node { Metadata = new ObjectMeta { Name = name, Labels = labels } }, Manager, cancellationToken);
        await client.PatchAsync(BuiltIn.Nodes, new NamespacedName("", name), Patch.Merge(new JsonObject { ["status"] = Status() }), WriteOptions.Status, cancellationToken);
        await ApplyLeaseAsync(cancellationToken);
    }

    /// <summary>Renews the lease until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Heartbeat, options.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                try
                {
                    await ApplyLeaseAsync(cancellationToken);
                }
                catch (Exception failure) when (failure is KubernetesException or HttpRequestException or IOException or TimeoutException)
                {
                    LogHeartbeatFailed(failure);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The node stops.
        }
    }

    private static string Architecture => RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64";

    private Task<Lease> ApplyLeaseAsync(CancellationToken cancellationToken) => client.ApplyAsync(BuiltIn.Leases, new Lease
    {
        Metadata = new ObjectMeta { Name = options.NodeName, Namespace = LeaseNamespace },
        Spec = new LeaseSpec { HolderIdentity = options.NodeName, LeaseDurationSeconds = LeaseSeconds, RenewTime = options.Time.GetUtcNow() },
    }, Manager, cancellationToken);

    private JsonObject Status()
    {
        var now = options.Time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        return new JsonObject
        {
            ["capacity"] = Quantities(),
            ["allocatable"] = Quantities(),
            ["addresses"] = new JsonArray(Address("InternalIP", hostIP), Address("Hostname", options.NodeName)),
            ["conditions"] = new JsonArray(
                Condition("MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available", now),
                Condition("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure", now),
                Condition("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available", now),
                Condition("Ready", "True", "KubeletReady", "the sandbox's node takes pods", now)),
            ["nodeInfo"] = new JsonObject
            {
                ["machineID"] = "",
                ["systemUUID"] = "",
                ["bootID"] = "",
                ["kernelVersion"] = Environment.OSVersion.Version.ToString(),
                ["osImage"] = RuntimeInformation.OSDescription,
                ["containerRuntimeVersion"] = "slipway-processes://0.1",
                ["kubeletVersion"] = "v1.32.0-slipway-sandbox",
                ["kubeProxyVersion"] = "v1.32.0-slipway-sandbox",
                ["operatingSystem"] = "linux",
                ["architecture"] = Architecture,
            },
        };
    }

    private JsonObject Quantities() => new(options.Capacity.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value)));

    private static JsonObject Address(string type, string address) => new() { ["type"] = type, ["address"] = address };

    private static JsonObject Condition(string type, string status, string reason, string message, string now) => new()
    {
        ["type"] = type, ["status"] = status, ["reason"] = reason, ["message"] = message, ["lastHeartbeatTime"] = now, ["lastTransitionTime"] = now,
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "The node's lease was not renewed; trying again")]
    private partial void LogHeartbeatFailed(Exception failure);
}
