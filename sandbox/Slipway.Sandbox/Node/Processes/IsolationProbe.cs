using System.Diagnostics;

namespace Slipway.Sandbox.Node.Processes;

/// <summary>Finds out what isolation this machine offers, by trying it.</summary>
internal static class IsolationProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly string[] SystemFolders = ["/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/local/bin"];

    public static ProcessIsolation Detect()
    {
        var setsid = Find("setsid")
            ?? throw new InvalidOperationException("the node needs the command 'setsid' to end whole process trees; install the package util-linux");
        var setpriv = Find("setpriv");
        if (setpriv is not null && !Succeeds([setpriv, "--pdeathsig", "KILL", "--", "true"])) setpriv = null;
        return new ProcessIsolation(setsid, setpriv, MountNamespace());
    }

    private static string[] MountNamespace()
    {
        if (Find("unshare") is not { } unshare) return [];
        // As root a mount namespace is enough; others get one inside a user namespace, where the system permits it.
        foreach (string[] candidate in new string[][] { [unshare, "--mount"], [unshare, "--user", "--map-root-user", "--mount"] })
        {
            if (Succeeds([.. candidate, "sh", "-c", "mount --bind /etc/hosts /etc/hosts"])) return candidate;
        }

        return [];
    }

    private static string? Find(string command) =>
        SystemFolders.Select(folder => Path.Combine(folder, command)).FirstOrDefault(File.Exists);

    private static bool Succeeds(IReadOnlyList<string> command)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardError = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        if (process.WaitForExit(Patience)) return process.ExitCode == 0;
        process.Kill(entireProcessTree: true);
        return false;
    }
}
