using System.Runtime.InteropServices;

namespace Slipway.Sandbox.Node.Volumes;

/// <summary>Renames as the kernel does: also a link to a folder, and in one step over what has the name.</summary>
internal static partial class AtomicRename
{
    /// <exception cref="IOException">It cannot be done.</exception>
    public static void Move(string from, string to)
    {
        if (Rename(from, to) != 0)
            throw new IOException($"could not rename '{from}' to '{to}': {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
    }

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Rename(string from, string to);
}
