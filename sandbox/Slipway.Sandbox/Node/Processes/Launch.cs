namespace Slipway.Sandbox.Node.Processes;

/// <summary>Everything needed to start a container's process.</summary>
internal sealed record Launch
{
    /// <summary>Program and arguments; the program is looked up in <c>PATH</c> unless it holds a slash.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>The whole environment; nothing is inherited.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Folder that the process starts in.</summary>
    public required string WorkingFolder { get; init; }

    /// <summary>File that it sees as <c>/etc/hosts</c>.</summary>
    public required string HostsFile { get; init; }

    /// <summary>Most memory in bytes that the process tree may use; null: no limit.</summary>
    public long? MemoryLimit { get; init; }
}
