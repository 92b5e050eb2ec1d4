using System.Runtime.InteropServices;

namespace Slipway.Sandbox.Node.Processes;

/// <summary>Sends signals to processes and to process groups.</summary>
internal static partial class PosixSignal
{
    public const int Kill = 9;
    public const int Terminate = 15;

    /// <summary>Signals one process; false if it is gone.</summary>
    public static bool Send(int processId, int signal) => processId > 1 && SendSignal(processId, signal) == 0;

    /// <summary>Signals all members of a process group; false if there is none left.</summary>
    public static bool SendToGroup(int groupId, int signal) => groupId > 1 && SendSignal(-groupId, signal) == 0;

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int processId, int signal);
}
