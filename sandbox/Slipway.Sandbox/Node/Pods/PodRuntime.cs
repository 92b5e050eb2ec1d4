using Slipway.Sandbox.Node.Configuration;
using Slipway.Sandbox.Node.Events;
using Slipway.Sandbox.Node.Images;
using Slipway.Sandbox.Node.Network;
using Slipway.Sandbox.Node.Probes;
using Slipway.Sandbox.Node.Processes;

namespace Slipway.Sandbox.Node.Pods;

/// <summary>What all pods of the node share.</summary>
internal sealed record PodRuntime
{
    public required NodeFolders Folders { get; init; }

    public required ImageMap Images { get; init; }

    public required ProcessStarter Starter { get; init; }

    public required MemoryGuard Memory { get; init; }

    public required ProcessIsolation Isolation { get; init; }

    public required ProbeActions Probes { get; init; }

    public required IConfigSource Config { get; init; }

    public required IEventSink Events { get; init; }

    public required HostsFiles Hosts { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>Address of the node.</summary>
    public required string HostIP { get; init; }

    /// <summary>Variables that every process gets, before those of its container.</summary>
    public required IReadOnlyDictionary<string, string> BaseEnvironment { get; init; }
}
