using Slipway.Sandbox.ApiServer;

namespace Slipway.Sandbox;

/// <summary>How a whole sandbox is started: API server, controllers and node.</summary>
public sealed record SandboxClusterOptions
{
    /// <summary>The API server; its data folder also holds the node's files.</summary>
    public SandboxServerOptions Server { get; init; } = new();

    /// <summary>The programs that stand for images: name without tag, and program with its first arguments.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Images { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>What the node has, by resource name (<c>nvidia.com/gpu</c>: <c>1</c>); cpu, memory and pods are this machine's unless given.</summary>
    public IReadOnlyDictionary<string, string> Capacity { get; init; } = new Dictionary<string, string>();

    /// <summary>Labels of the node.</summary>
    public IReadOnlyDictionary<string, string> NodeLabels { get; init; } = new Dictionary<string, string>();

    /// <summary>Where to write the kubeconfig; null: into the node's folder.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>Wait before the first replacement of a failed pod of a job; doubles with each failure. Default 10 s, as in a real cluster.</summary>
    public TimeSpan JobRetryDelay { get; init; } = TimeSpan.FromSeconds(10);
}
