using Slipway.Sandbox.ApiServer;

namespace Slipway.Bench.Cluster;

/// <summary>
/// <c>Slipway.Bench api-server KUBECONFIG</c>: the sandbox's API server alone. It has neither controllers nor a node, so nobody writes but those
/// who are measured. It ends with its standard input, and thus with the bench, however that ends.
/// </summary>
internal static class ApiServerCommand
{
    public const string Name = "api-server";
    public const string Ready = "ready";
    public const string Compact = "compact";

    public static async Task RunAsync(string kubeconfig)
    {
        await using var server = await SandboxServer.StartAsync(new SandboxServerOptions());
        server.WriteKubeconfig(kubeconfig);
        Console.WriteLine(Ready);
        while (await Console.In.ReadLineAsync() is { } line)
        {
            if (line != Compact) continue;
            server.CompactHistory();
            Console.WriteLine(Compact);
        }
    }
}
