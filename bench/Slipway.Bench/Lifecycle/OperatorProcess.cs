using Slipway.Bench.Cluster;
using Slipway.Bench.Processes;

namespace Slipway.Bench.Lifecycle;

/// <summary>The operator as a process of its own, started as in a pod.</summary>
internal static class OperatorProcess
{
    /// <summary>Starts it and waits until its caches are filled.</summary>
    /// <param name="server">The server.</param>
    /// <param name="place">Namespace to look after; null: all.</param>
    /// <param name="elects">Whether a lease decides whether it works.</param>
    public static Task<ChildServer> StartAsync(ChildApiServer server, string? place = null, bool elects = false) => ChildServer.StartAsync(
        "Slipway.Operator",
        port =>
        [
            "run", "--kubeconfig", server.Kubeconfig, "--artifact-store", "s3://models/slipway", "--address", "127.0.0.1", "--metrics-port", $"{port}",
            .. place is null ? [] : new[] { "--namespace", place },
            .. elects ? new[] { "--leader-elect", "--lease-namespace", place! } : [],
        ],
        "/readyz");
}
