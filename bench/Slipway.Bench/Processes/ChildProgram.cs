using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Slipway.Bench.Processes;

/// <summary>One of the project's programs in a process of its own, so that it shares neither heap nor thread pool with what is measured.</summary>
internal sealed partial class ChildProgram : IDisposable
{
    private const int Terminated = 15;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string name;
    private readonly Process process;
    private readonly Queue<string> complaints = [];

    private ChildProgram(string name, Process process)
    {
        (this.name, this.process) = (name, process);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginErrorReadLine();
    }

    public bool HasExited => process.HasExited;

    public static ChildProgram Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, program), arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        return new ChildProgram(program, Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start"));
    }

    /// <summary>Reads its output up to a line with this text.</summary>
    public async Task ReadUntilAsync(string text)
    {
        using var patience = new CancellationTokenSource(Patience);
        string? line;
        do line = await process.StandardOutput.ReadLineAsync(patience.Token) ?? throw Failed("ended its output");
        while (!line.Contains(text, StringComparison.Ordinal));
    }

    /// <summary>Throws its output away from now on, so that it never waits for a reader.</summary>
    public void IgnoreOutput()
    {
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
    }

    public Task SendLineAsync(string line) => process.StandardInput.WriteLineAsync(line);

    /// <summary>Memory of the process that is in the machine's memory now (VmRSS), in bytes.</summary>
    public long ResidentBytes()
    {
        var line = File.ReadLines($"/proc/{process.Id}/status").First(each => each.StartsWith("VmRSS:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    /// <summary>Ends it at once (SIGKILL): it cannot clean anything up.</summary>
    public void Kill() => process.Kill();

    /// <summary>Asks it to end (SIGTERM), as a cluster does.</summary>
    public void Terminate() => _ = SendSignal(process.Id, Terminated);

    /// <summary>Throws if it has ended by itself.</summary>
    public void EnsureRunning()
    {
        if (process.HasExited) throw Failed($"ended with code {process.ExitCode}");
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.WaitForExit();
        process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        lock (complaints)
        {
            complaints.Enqueue(line);
            if (complaints.Count > 20) complaints.Dequeue();
        }
    }

    private InvalidOperationException Failed(string how)
    {
        lock (complaints) return new InvalidOperationException($"{name} {how}:\n{string.Join('\n', complaints)}");
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
