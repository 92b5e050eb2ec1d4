using System.Diagnostics;
using Slipway.Sandbox.Node.Logs;

namespace Slipway.Sandbox.Node.Processes;

/// <summary>A running process tree with its log. Its leader leads a session of its own, and its members have a mark in their environment, so that none escapes.</summary>
internal sealed class ContainerProcess
{
    private static readonly TimeSpan OutputPatience = TimeSpan.FromSeconds(2);

    private readonly Process process;
    private readonly string mark;
    private readonly TimeProvider time;
    private volatile bool outOfMemory;

    private ContainerProcess(Process process, Launch launch, MemoryGuard memory, ContainerLogWriter log, TimeProvider time)
    {
        this.process = process;
        this.time = time;
        mark = launch.Environment[OrphanSweep.ContainerMark];
        Id = process.Id;
        StartedAt = time.GetUtcNow();
        Exit = WatchAsync(launch.MemoryLimit, memory, log);
    }

    /// <summary>Id of the process, its session and its group.</summary>
    public int Id { get; }

    public DateTimeOffset StartedAt { get; }

    /// <summary>Completes when the process has ended, nothing of its tree is left and its output is in the log. Never fails.</summary>
    public Task<ProcessExit> Exit { get; }

    public static async Task<ContainerProcess> StartAsync(
        Launch launch, ProcessIsolation isolation, ProcessStarter starter, MemoryGuard memory, ContainerLogWriter log, TimeProvider time)
    {
        var words = isolation.Wrap(launch.Command, launch.HostsFile);
        var info = new ProcessStartInfo(words[0], words.Skip(1))
        {
            WorkingDirectory = launch.WorkingFolder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        info.Environment.Clear();
        foreach (var (name, value) in launch.Environment) info.Environment[name] = value;
        var process = await starter.StartAsync(info);
        process.StandardInput.Close();
        return new ContainerProcess(process, launch, memory, log, time);
    }

    /// <summary>Asks the process to end (SIGTERM), as a kubelet does: the leader alone is asked.</summary>
    public void Terminate() => PosixSignal.Send(Id, PosixSignal.Terminate);

    /// <summary>Ends the whole tree at once.</summary>
    public void Kill()
    {
        PosixSignal.SendToGroup(Id, PosixSignal.Kill);
        // Members may have made groups and sessions of their own, but they still have the environment.
        foreach (var member in ProcFileSystem.Sessions()[Id].Union(ProcFileSystem.WithEnvironment(OrphanSweep.ContainerMark, mark)))
            PosixSignal.Send(member, PosixSignal.Kill);
    }

    private void EndOutOfMemory()
    {
        outOfMemory = true;
        Kill();
    }

    private async Task<ProcessExit> WatchAsync(long? memoryLimit, MemoryGuard memory, ContainerLogWriter log)
    {
        await using var ownedLog = log;
        var output = Task.WhenAll(
            log.PumpAsync(process.StandardOutput.BaseStream, LogStream.StandardOutput),
            log.PumpAsync(process.StandardError.BaseStream, LogStream.StandardError));
        using (memoryLimit is { } limit ? memory.Watch(Id, limit, EndOutOfMemory) : null)
        {
            await process.WaitForExitAsync(CancellationToken.None);
        }

        var finishedAt = time.GetUtcNow();
        var code = process.ExitCode;
        Kill();
        // A descendant that left the session may hold the pipes open for ever; what it writes is not the container's any more.
        await Task.WhenAny(output, Task.Delay(OutputPatience, time));
        process.Dispose();
        return new ProcessExit(code, outOfMemory, StartedAt, finishedAt);
    }
}
