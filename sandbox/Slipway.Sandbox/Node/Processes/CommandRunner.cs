using System.Diagnostics;
using System.Text;

namespace Slipway.Sandbox.Node.Processes;

/// <summary>Runs a short command beside a container and collects what it writes.</summary>
internal static class CommandRunner
{
    private const int MaxOutput = 8 * 1024;

    /// <summary>Runs a command to its end; when it is cancelled, the command's process tree is killed.</summary>
    public static async Task<(int Code, string Output)> RunAsync(
        Launch launch, ProcessIsolation isolation, ProcessStarter starter, CancellationToken cancellationToken)
    {
        var words = isolation.Wrap(launch.Command, launch.HostsFile);
        var info = new ProcessStartInfo(words[0], words.Skip(1))
        {
            WorkingDirectory = launch.WorkingFolder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        info.Environment.Clear();
        foreach (var (name, value) in launch.Environment) info.Environment[name] = value;
        using var process = await starter.StartAsync(info);
        var output = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            PosixSignal.SendToGroup(process.Id, PosixSignal.Kill);
            throw;
        }

        PosixSignal.SendToGroup(process.Id, PosixSignal.Kill);
        return (process.ExitCode, string.Concat(await output));
    }

    private static async Task<string> ReadAsync(StreamReader reader)
    {
        var text = new StringBuilder();
        var chunk = new char[1024];
        int read;
        while ((read = await reader.ReadAsync(chunk)) > 0)
        {
            // What is over the limit is read all the same: a full pipe would stop the command.
            if (text.Length < MaxOutput) text.Append(chunk, 0, Math.Min(read, MaxOutput - text.Length));
        }

        return text.ToString();
    }
}
