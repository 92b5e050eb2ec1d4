using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Steps;

namespace Slipway.Trainer.Tests.Training.Distributed;

/// <summary>The workers of one run, each a process with the variables that the operator gives to its pod.</summary>
internal sealed class Gang : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("slipway-gang-").FullName;
    private readonly string[] command;
    private readonly IReadOnlyDictionary<string, string> variables;
    private readonly List<Process> processes = [];
    private readonly List<List<string>> lines = [];

    /// <param name="spec">The run.</param>
    /// <param name="command">Program and arguments of a worker.</param>
    /// <param name="variables">Further variables of every worker.</param>
    internal Gang(TrainSpec spec, string[] command, IReadOnlyDictionary<string, string>? variables = null)
    {
        this.command = command;
        this.variables = variables ?? new Dictionary<string, string>();
        Spec = spec;
        File.WriteAllBytes(Path.Combine(folder, "spec.json"), JsonSerializer.SerializeToUtf8Bytes(spec, ContractsJson.Default.TrainSpec));
    }

    internal TrainSpec Spec { get; }

    internal IReadOnlyList<Process> Processes => processes;

    /// <summary>Starts the workers, all or the first few; a second time as the next try of the same run.</summary>
    internal void Start(int? workers = null)
    {
        var port = FreePort();
        processes.Clear();
        lines.Clear();
        for (var rank = 0; rank < (workers ?? Spec.Workers); rank++) Start(rank, port);
    }

    /// <summary>Waits until a worker says something.</summary>
    internal async Task<string> UntilAsync(int rank, string text, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (Said(rank).FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal)) is { } found) return found;
            if (processes[rank].HasExited) throw new InvalidOperationException($"worker {rank} ended with {processes[rank].ExitCode} before it said '{text}':\n{Log(rank)}");
            await Task.Delay(10, cancellationToken);
        }
    }

    /// <summary>The exit codes of all workers, when all have ended.</summary>
    internal async Task<int[]> ExitCodesAsync(TimeSpan within, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(within);
        await Task.WhenAll(processes.Select(process => process.WaitForExitAsync(deadline.Token)));
        return [.. processes.Select(process => process.ExitCode)];
    }

    /// <summary>What a worker left as its termination message.</summary>
    internal StepResult Termination(int rank) => JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(folder, $"termination-{rank}")), ContractsJson.Default.StepResult)!;

    internal string Log(int rank) => string.Join('\n', Said(rank));

    public void Dispose()
    {
        foreach (var process in processes)
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
            process.WaitForExit();
            process.Dispose();
        }

        Directory.Delete(folder, recursive: true);
    }

    private void Start(int rank, int port)
    {
        var (text, index) = (port.ToString(CultureInfo.InvariantCulture), rank.ToString(CultureInfo.InvariantCulture));
        var workers = Spec.Workers.ToString(CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["SLIPWAY_SPEC"] = Path.Combine(folder, "spec.json"), ["SLIPWAY_TERMINATION_LOG"] = Path.Combine(folder, $"termination-{rank}"),
                ["SLIPWAY_SCRATCH"] = Directory.CreateDirectory(Path.Combine(folder, $"scratch-{rank}")).FullName, ["JOB_COMPLETION_INDEX"] = index,
                ["DMLC_TRACKER_URI"] = "localhost", ["DMLC_TRACKER_PORT"] = text, ["DMLC_NUM_WORKER"] = workers, ["DMLC_TASK_ID"] = index,
                ["MASTER_ADDR"] = "localhost", ["MASTER_PORT"] = text, ["WORLD_SIZE"] = workers, ["RANK"] = index, ["LOCAL_RANK"] = "0",
            },
        };
        foreach (var (name, value) in variables) start.Environment[name] = value;
        var said = new List<string>();
        lines.Add(said);
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Add(said, line.Data);
        process.ErrorDataReceived += (_, line) => Add(said, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        processes.Add(process);
    }

    private List<string> Said(int rank)
    {
        lock (lines[rank]) return [.. lines[rank]];
    }

    private static void Add(List<string> said, string? line)
    {
        lock (said) said.Add(line ?? "");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
