using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Slipway.Demo.Processes;

/// <summary>A program that runs beside the demo and writes to its own log file, so that it can outlive the demo.</summary>
internal sealed partial class Daemon : IAsyncDisposable
{
    private const int Terminate = 15;
    private readonly Process process;

    private Daemon(string name, string logFile, Process process)
    {
        Name = name;
        LogFile = logFile;
        this.process = process;
    }

    public string Name { get; }

    public string LogFile { get; }

    public int Id => process.Id;

    public bool HasExited => process.HasExited;

    public static Daemon Start(string name, string logFolder, string program, params string[] arguments)
    {
        Directory.CreateDirectory(logFolder);
        var logFile = Path.Combine(logFolder, name + ".log");

        // The shell gives the program a file instead of a pipe to this process, and then becomes the program.
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false };
        foreach (var argument in (string[])["-c", "log=$1; shift; exec \"$@\" >>\"$log\" 2>&1 </dev/null", "sh", logFile, program, .. arguments])
            start.ArgumentList.Add(argument);
        return new Daemon(name, logFile, Process.Start(start) ?? throw new DemoException($"{program} cannot be started"));
    }

    /// <summary>Throws when the program has ended, with the end of its log.</summary>
    public void EnsureRunning()
    {
        if (!process.HasExited) return;
        throw new DemoException($"{Name} ended with code {process.ExitCode}; the end of {LogFile}:\n{LastLines(15)}");
    }

    /// <summary>The end of its log.</summary>
    public string LastLines(int count) => string.Join('\n', File.ReadLines(LogFile).TakeLast(count));

    /// <summary>Ends the program as if the machine had failed: no clean-up runs.</summary>
    public void Kill()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            _ = SendSignal(process.Id, Terminate);
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            try
            {
                await process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        process.Dispose();
    }

    /// <summary>Ends programs that an earlier demo left running in a folder.</summary>
    public static void EndLeftOvers(string folder)
    {
        foreach (var process in Process.GetProcesses())
        {
            using (process)
            {
                var commandLine = Path.Combine("/proc", $"{process.Id}", "cmdline");
                if (process.Id == Environment.ProcessId || !IsOf(commandLine, folder + Path.DirectorySeparatorChar)) continue;
                _ = SendSignal(process.Id, Terminate);
                process.WaitForExit(TimeSpan.FromSeconds(10));
            }
        }
    }

    private static bool IsOf(string commandLine, string folder)
    {
        try
        {
            return File.ReadAllText(commandLine).Contains(folder, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            // It ended meanwhile.
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
