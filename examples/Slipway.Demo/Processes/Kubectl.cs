using System.Diagnostics;

namespace Slipway.Demo.Processes;

/// <summary>Runs kubectl as a user would.</summary>
internal sealed class Kubectl(string kubeconfig)
{
    /// <summary>Runs one command and returns what it printed.</summary>
    /// <exception cref="DemoException">It failed; the message has its error output.</exception>
    public async Task<string> RunAsync(CancellationToken cancellation, params string[] arguments)
    {
        var start = new ProcessStartInfo("kubectl", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["KUBECONFIG"] = kubeconfig },
        };
        using var process = Process.Start(start) ?? throw new DemoException("kubectl cannot be started");
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var error = process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return process.ExitCode == 0
            ? await output
            : throw new DemoException($"kubectl {string.Join(' ', arguments)} failed: {(await error).Trim()}");
    }
}
