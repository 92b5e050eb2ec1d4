using System.Diagnostics;
using Slipway.Kubernetes.Authentication;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Resources;

namespace Slipway.Sandbox.Tests.Node;

/// <summary>The sandbox's executable with a data folder, as a person starts it.</summary>
internal sealed class SandboxProcess : IDisposable
{
    private readonly Process process;
    private readonly HttpClient http;

    private SandboxProcess(Process process, string kubeconfig)
    {
        this.process = process;
        http = KubernetesHttp.CreateClient(Kubeconfig.Load([kubeconfig], null, TimeProvider.System));
        Client = new KubernetesClient(http);
    }

    public IKubernetesClient Client { get; }

    public static async Task<SandboxProcess> StartAsync(string dataFolder)
    {
        var kubeconfig = Path.Combine(dataFolder, "kubeconfig");
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Slipway.Sandbox"),
            ["--data-dir", dataFolder, "--kubeconfig", kubeconfig, "--image", "example/sh=/bin/sh", "--job-retry-seconds", "0.05"]) { RedirectStandardOutput = true };
        var process = Process.Start(start)!;
        // The line comes when pods run.
        while (await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)) is { } line)
        {
            if (line.StartsWith("export KUBECONFIG=", StringComparison.Ordinal)) return new SandboxProcess(process, kubeconfig);
        }

        throw new InvalidOperationException($"the sandbox ended with code {process.ExitCode} before it was ready");
    }

    /// <summary>A place in the default namespace.</summary>
    public Place Place() => new(Client, "default");

    /// <summary>Ends it without any chance to clean up.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Asks it to end (SIGTERM) and answers its exit code.</summary>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return process.ExitCode;
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        http.Dispose();
        process.Dispose();
    }
}
