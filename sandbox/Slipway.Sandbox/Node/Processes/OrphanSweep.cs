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
        var ended = 0;
        foreach (var process in ProcFileSystem.WithEnvironment(Mark, nodeFolder))
        {
            if (PosixSignal.Send(process, PosixSignal.Kill)) ended++;
        }

        return ended;
    }
}
