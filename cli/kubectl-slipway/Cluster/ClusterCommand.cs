using System.CommandLine;
using Slipway.Kubernetes.Authentication;
using Slipway.Kubernetes.Client;

namespace Slipway.Cli.Cluster;

/// <summary>What every command does alike: find the cluster, run, and tell a failure in one line with code 1.</summary>
internal static class ClusterCommand
{
    public static readonly Option<string?> Place = new("--namespace", "-n") { Description = "Namespace. Default: the kubeconfig's." };
    public static readonly Option<string?> Selector = new("--selector", "-l") { Description = "Label selector: all ModelVersions that it matches, instead of names." };

    public static void Runs(this Command command, Func<Connection, ParseResult, CancellationToken, Task<int>> run) => command.SetAction(async (arguments, cancellation) =>
    {
        try
        {
            var configuration = KubernetesConfiguration.Find();
            using var http = KubernetesHttp.CreateClient(configuration);
            return await run(new Connection(new KubernetesClient(http), arguments.GetValue(Place) ?? configuration.Namespace ?? "default"), arguments, cancellation);
        }
        catch (Exception failure) when (failure is CommandException or KubernetesException or KubeconfigException or HttpRequestException)
        {
            await Console.Error.WriteLineAsync($"error: {failure.Message}");
            return 1;
        }
    });
}

/// <summary>The cluster, and the namespace that is asked about.</summary>
internal sealed record Connection(IKubernetesClient Client, string Place);

/// <summary>What was asked for cannot be done; the message says why.</summary>
internal class CommandException(string message) : Exception(message);
