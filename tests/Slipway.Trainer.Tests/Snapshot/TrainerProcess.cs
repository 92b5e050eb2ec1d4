using System.Diagnostics;
using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Steps;

namespace Slipway.Trainer.Tests.Snapshot;

/// <summary>The trainer as a process of its own, as a pod runs it.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
internal sealed class TrainerProcess : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("slipway-process-").FullName;
    private readonly Process process;
    private readonly List<string> lines = [];

    /// <param name="spec">Specification of a snapshot.</param>
    /// <param name="otherUser">Whether it runs as a user without any rights, as far as this process may choose one.</param>
    public TrainerProcess(SnapshotSpec spec, bool otherUser = false)
    {
        var specPath = Path.Combine(folder, "spec.json");
        File.WriteAllBytes(specPath, JsonSerializer.SerializeToUtf8Bytes(spec, ContractsJson.Default.SnapshotSpec));
        File.SetUnixFileMode(folder, (UnixFileMode)Convert.ToInt32("777", 8));
        var dll = Path.Combine(AppContext.BaseDirectory, "Slipway.Trainer.dll");
        string[] command = otherUser && Environment.IsPrivilegedProcess
            ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "dotnet", dll, "snapshot"]
            : ["dotnet", dll, "snapshot"];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["SLIPWAY_SPEC"] = specPath;
        start.Environment["SLIPWAY_TERMINATION_LOG"] = Path.Combine(folder, "termination");
        start.Environment["SLIPWAY_SCRATCH"] = Path.Combine(folder, "scratch");
        start.Environment["HOME"] = folder;
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Add(line.Data);
        process.ErrorDataReceived += (_, line) => Add(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Output
    {
        get { lock (lines) return string.Join('\n', lines); }
    }

    public StepResult Termination => JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(folder, "termination")), ContractsJson.Default.StepResult)!;

    /// <summary>Waits until a progress line shows; false when the process ends before.</summary>
    public async Task<bool> ReachesAsync(string text, TimeSpan deadline)
    {
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < deadline)
        {
            if (Output.Contains(text, StringComparison.Ordinal)) return true;
            if (process.HasExited) return false;
            await Task.Delay(5);
        }

        return false;
    }

    public void Kill() => process.Kill();

    public void Terminate() => Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]).WaitForExit();

    public async Task<int> ExitCodeAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        await process.WaitForExitAsync(deadline.Token);
        return process.ExitCode;
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.WaitForExit();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private void Add(string? line)
    {
        lock (lines) lines.Add(line ?? "");
    }
}
