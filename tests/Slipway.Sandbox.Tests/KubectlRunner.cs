using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer;

namespace Slipway.Sandbox.Tests;

/// <summary>Runs the real kubectl, with a home and a discovery cache of its own.</summary>
internal sealed class KubectlRunner : IAsyncDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("slipway-kubectl-").FullName;
    private readonly string _kubeconfig;
    private bool _warm;

    public KubectlRunner(SandboxServer server) => _kubeconfig = server.WriteKubeconfig(Path.Combine(_home, "kubeconfig"));

    public KubectlRunner(string kubeconfig) => _kubeconfig = kubeconfig;

    /// <summary>Release of the installed kubectl; null where there is none.</summary>
    public static Version? Release { get; } = FindRelease();

    public async Task<KubectlRun> RunAsync(IEnumerable<string> arguments, string? input, CancellationToken cancellation)
    {
        if (!_warm)
        {
            _warm = true;
            await RunAsync(["api-resources"], null, cancellation);
        }

        var start = new ProcessStartInfo("kubectl") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _home };
        start.Environment["HOME"] = _home;
        start.Environment["KUBECONFIG"] = _kubeconfig;
        start.ArgumentList.Add("--cache-dir=" + Path.Combine(_home, "cache"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
        await process.StandardInput.WriteAsync(input ?? "");
        process.StandardInput.Close();
        try
        {
            await process.WaitForExitAsync(cancellation);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }

        return new KubectlRun(process.ExitCode, await output, await error);
    }

    private static Version? FindRelease()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("kubectl", ["version", "--client", "-o", "json"]) { RedirectStandardOutput = true })!;
            var version = JsonNode.Parse(process.StandardOutput.ReadToEnd())!["clientVersion"]!;
            return Version.Parse($"{(string)version["major"]!}.{((string)version["minor"]!).TrimEnd('+')}");
        }
        catch (Win32Exception)
        {
            return null; // there is no such program
        }
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_home, recursive: true);
        return ValueTask.CompletedTask;
    }
}

/// <summary>How a run of kubectl ended.</summary>
internal sealed record KubectlRun(int ExitCode, string Output, string Error);
