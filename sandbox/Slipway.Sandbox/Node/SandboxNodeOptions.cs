using Slipway.Sandbox.Node.Images;

namespace Slipway.Sandbox.Node;

/// <summary>What the node offers and where it keeps its files.</summary>
internal sealed record SandboxNodeOptions
{
    /// <summary>Folder for logs, volumes and claims; it survives restarts if the API server's state does.</summary>
    public required string DataFolder { get; init; }

    /// <summary>The images that the node can run.</summary>
    public required IReadOnlyList<ImageCommand> Images { get; init; }

    /// <summary>Capacity by resource name; cpu, memory and pods are this machine's unless given.</summary>
    public IReadOnlyDictionary<string, string> Capacity { get; init; } = new Dictionary<string, string>();

    /// <summary>Labels of the node besides the usual ones.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Kubeconfig file that pods get as <c>KUBECONFIG</c>; null: they get none.</summary>
    public string? KubeConfig { get; init; }

    /// <summary>Name of the node object.</summary>
    public string NodeName { get; init; } = "sandbox";

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
