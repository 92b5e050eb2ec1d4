namespace Slipway.Sandbox.Node.Processes;

/// <summary>Ends what an earlier sandbox with the same data folder left running when it was killed.</summary>
/// <remarks>Processes are known by a mark in their environment, not by a recorded id: ids are reused, marks are inherited by all descendants.</remarks>
internal static class OrphanSweep
{
    /// <summary>Environment variable that holds the node's folder.</summary>
    public const string Mark = "SLIPWAY_SANDBOX_NODE";

    /// <summary>Environment variable that tells the containers of a node apart.</summary>
    public const string ContainerMark = "SLIPWAY_SANDBOX_CONTAINER";

    /// <summary>Ends the processes of the node with this folder and answers how many there were.</summary>
    public static int Run(string nodeFolder)
    {
        return ProcFileSystem.WithEnvironment(Mark, nodeFolder).Count(process => PosixSignal.Send(process, PosixSignal.Kill));
    }

    /// <summary>The value of <see cref="ContainerMark"/> for a container.</summary>
    public static string MarkOf(string podUid, string container) => $"{podUid}/{container}";

    /// <summary>Ends the processes of a container.</summary>
    public static void EndContainer(string podUid, string container)
    {
        foreach (var process in ProcFileSystem.WithEnvironment(ContainerMark, MarkOf(podUid, container))) PosixSignal.Send(process, PosixSignal.Kill);
    }
}
