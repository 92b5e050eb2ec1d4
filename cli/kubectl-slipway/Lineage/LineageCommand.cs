using System.CommandLine;
using Slipway.Cli.Cluster;
using Spectre.Console;

namespace Slipway.Cli.Lineage;

/// <summary><c>kubectl slipway lineage KIND/NAME</c>: the chain from a serving replica to raw data, and from data to what serves it.</summary>
internal static class LineageCommand
{
    private static readonly Argument<string> Subject = new("KIND/NAME")
    {
        Description = "pod/NAME of a predictor, rollout/NAME: where it came from; dataset/NAME, featureset/NAME: what came from it; modelversion/NAME: both.",
    };

    public static Command Create()
    {
        var command = new Command("lineage", "Prints the chain of digests from a serving replica to raw data, and from data to what serves it.") { Subject, ClusterCommand.Place };
        command.Runs(async (cluster, arguments, cancellation) =>
        {
            var objects = await Objects.ReadAsync(cluster.Client, cluster.Place, cancellation);
            foreach (var chain in Chains(arguments.GetValue(Subject)!, objects)) AnsiConsole.Write(Draw(chain));
            return 0;
        });
        return command;
    }

    /// <summary>The chain of one object; of a model where it came from.</summary>
    /// <exception cref="LineageException">There is no such object, or no such kind.</exception>
    public static LineageNode Find(string subject, Objects objects) => Chains(subject, objects)[0];

    /// <summary>All chains of one object: of a model where it came from, and what came from it.</summary>
    /// <exception cref="LineageException">There is no such object, or no such kind.</exception>
    public static IReadOnlyList<LineageNode> Chains(string subject, Objects objects)
    {
        if (subject.Split('/') is not [var kind, var name]) throw new LineageException($"'{subject}' is no KIND/NAME; write it as in rollout/yarn-click");
        LineageNode?[] found = kind.ToLowerInvariant() switch
        {
            "pod" or "pods" or "po" when objects.Replicas.FirstOrDefault(each => each.Metadata.Name == name) is { } replica => [Ancestry.Of(replica, objects)],
            "pod" or "pods" or "po" => throw new LineageException($"a pod has a lineage if it serves a model, and {name} is no pod of a predictor in this namespace"),
            "rollout" or "rollouts" or "sro" => [objects.Rollouts.FirstOrDefault(each => each.Metadata.Name == name) is { } rollout ? Ancestry.Of(rollout, objects) : null],
            "modelversion" or "modelversions" or "smv" => objects.Versions.FirstOrDefault(each => each.Metadata.Name == name) is { } version ? [Ancestry.Of(version, objects), Descent.Of(version, objects)] : [],
            "featureset" or "featuresets" or "sfs" => [Descent.OfFeatures(name, objects)],
            "dataset" or "datasets" or "sds" => [objects.Datasets.FirstOrDefault(each => each.Metadata.Name == name) is { } dataset ? Descent.Of(dataset, objects) : null],
            _ => throw new LineageException($"a {kind} has no lineage; ask for a pod of a predictor, a rollout, a modelversion, a featureset or a dataset"),
        };
        return found.OfType<LineageNode>().ToList() is { Count: > 0 } chains ? chains : throw new LineageException($"there is no {subject} in this namespace");
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
internal sealed class LineageException(string message) : CommandException(message);
