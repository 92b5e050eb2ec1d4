using System.CommandLine;
using Slipway.Sandbox.ApiServer;

namespace Slipway.Sandbox;

/// <summary>The command line: <c>slipway-sandbox --port 6443 --data-dir .sandbox --kubeconfig kubeconfig</c>.</summary>
internal static class SandboxCommand
{
    private static readonly Option<int> Port = new("--port") { Description = "Port of the API server; 0 chooses a free one.", DefaultValueFactory = _ => 0 };
    private static readonly Option<string?> DataDir = new("--data-dir") { Description = "Folder in which the state is kept; without it the state is gone when the sandbox ends." };
    private static readonly Option<string> Kubeconfig = new("--kubeconfig") { Description = "Where to write the kubeconfig.", DefaultValueFactory = _ => "kubeconfig" };

    public static Task<int> RunAsync(string[] args)
    {
        var command = new RootCommand("A Kubernetes-compatible API server and node in one process, for trying out Slipway and for tests.") { Port, DataDir, Kubeconfig };
        command.SetAction(RunAsync);
        return command.Parse(args).InvokeAsync();
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var options = new SandboxServerOptions { Port = arguments.GetValue(Port), DataFolder = arguments.GetValue(DataDir) };
        await using var server = await SandboxServer.StartAsync(options, cancellation);
        var kubeconfig = server.WriteKubeconfig(arguments.GetValue(Kubeconfig)!);
        Console.WriteLine($"The sandbox listens on {server.BaseAddress}");
        Console.WriteLine($"export KUBECONFIG={Path.GetFullPath(kubeconfig)}");
        await Task.Delay(Timeout.Infinite, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return 0;
    }
}
