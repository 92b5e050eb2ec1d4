using System.CommandLine;
using Slipway.Kubernetes.Authentication;
using Slipway.Kubernetes.Client;
using Spectre.Console;

namespace Slipway.Cli.Lineage;

/// <summary><c>kubectl slipway lineage KIND/NAME</c>: the chain from a served model to its raw data, or from data to what serves it.</summary>
internal static class LineageCommand
{
    private static readonly Argument<string> Subject = new("KIND/NAME") { Description = "rollout/NAME or modelversion/NAME: where it came from; dataset/NAME: what came from it." };
    private static readonly Option<string?> Place = new("--namespace", "-n") { Description = "Namespace. Default: the kubeconfig's." };

    public static Command Create()
    {
        var command = new Command("lineage", "Prints the chain of digests from a served model to its raw data, or from data to what serves it.") { Subject, Place };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        try
        {
            var configuration = KubernetesConfiguration.Find();
            using var http = KubernetesHttp.CreateClient(configuration);
            var objects = await Objects.ReadAsync(new KubernetesClient(http), arguments.GetValue(Place) ?? configuration.Namespace ?? "default", cancellation);
            AnsiConsole.Write(Draw(Find(arguments.GetValue(Subject)!, objects)));
            return 0;
        }
        catch (Exception failure) when (failure is LineageException or KubernetesException or KubeconfigException or HttpRequestException)
        {
            await Console.Error.WriteLineAsync($"error: {failure.Message}");
            return 1;
        }
    }

    /// <summary>The chain of one object.</summary>
    /// <exception cref="LineageException">There is no such object, or no such kind.</exception>
    public static LineageNode Find(string subject, Objects objects)
    {
        var parts = subject.Split('/');
        if (parts is not [var kind, var name]) throw new LineageException($"'{subject}' is no KIND/NAME; write it as in rollout/yarn-click");
        var found = kind.ToLowerInvariant() switch
        {
            "rollout" or "rollouts" or "sro" => objects.Rollouts.FirstOrDefault(each => each.Metadata.Name == name) is { } rollout ? Ancestry.Of(rollout, objects) : null,
            "modelversion" or "modelversions" or "smv" => objects.Versions.FirstOrDefault(each => each.Metadata.Name == name) is { } version ? Ancestry.Of(version, objects) : null,
            "dataset" or "datasets" or "sds" => objects.Datasets.FirstOrDefault(each => each.Metadata.Name == name) is { } dataset ? Descent.Of(dataset, objects) : null,
            _ => throw new LineageException($"a {kind} has no lineage; ask for a rollout, a modelversion or a dataset"),
        };
        return found ?? throw new LineageException($"there is no {subject} in this namespace");
    }

    private static Tree Draw(LineageNode root)
    {
        var tree = new Tree(Markup.Escape(root.Text));
        foreach (var next in root.Next) Add(tree, next);
        return tree;
    }

    private static void Add(IHasTreeNodes parent, LineageNode node)
    {
        var drawn = parent.AddNode(Markup.Escape(node.Text));
        foreach (var next in node.Next) Add(drawn, next);
    }
}

/// <summary>What was asked for does not exist.</summary>
internal sealed class LineageException(string message) : Exception(message);
