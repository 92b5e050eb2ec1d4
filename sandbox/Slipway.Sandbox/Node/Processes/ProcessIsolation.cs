namespace Slipway.Sandbox.Node.Processes;

/// <summary>
/// Wraps a command so that its whole tree can be ended, ends with the sandbox, and, where the system allows, sees service names in
/// its own <c>/etc/hosts</c>.
/// </summary>
/// <param name="SetSession">Path of <c>setsid</c>.</param>
/// <param name="ParentDeathSignal">Path of <c>setpriv</c>, or null: then a sandbox that is killed leaves its processes to the next start.</param>
/// <param name="MountNamespace">Command that starts another in a mount namespace of its own; empty: none can be had.</param>
internal sealed record ProcessIsolation(string SetSession, string? ParentDeathSignal, IReadOnlyList<string> MountNamespace)
{
    /// <summary>True if processes get their own <c>/etc/hosts</c>.</summary>
    public bool OwnHosts => MountNamespace.Count > 0;

    public IReadOnlyList<string> Wrap(IReadOnlyList<string> command, string hostsFile)
    {
        List<string> words = [SetSession];
        if (OwnHosts) words.AddRange([.. MountNamespace, "sh", "-c", "mount --bind \"$0\" /etc/hosts && exec \"$@\"", hostsFile]);
        // Last, because entering a user namespace clears it.
        if (ParentDeathSignal is { } setpriv) words.AddRange([setpriv, "--pdeathsig", "KILL", "--"]);
        words.AddRange(command);
        return words;
    }
}
