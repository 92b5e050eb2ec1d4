using System.CommandLine;
using System.Text.Json.Nodes;
using Slipway.Api;
using Slipway.Cli.Cluster;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Patching;
using Slipway.Kubernetes.Resources;

namespace Slipway.Cli.Trash;

/// <summary><c>kubectl slipway trash</c> and <c>restore</c>: deleted ModelVersions whose files are still there.</summary>
internal static class TrashCommand
{
    private static readonly Argument<string[]> Names = new("NAME") { Description = "Names of deleted ModelVersions; none with -l.", Arity = ArgumentArity.ZeroOrMore };

    public static IEnumerable<Command> All()
    {
        var trash = new Command("trash", "Lists deleted ModelVersions that can be restored, with the time at which their files are deleted.") { ClusterCommand.Place, ClusterCommand.Selector };
        trash.Runs(async (cluster, arguments, cancellation) =>
        {
            foreach (var map in await ListAsync(cluster, arguments.GetValue(ClusterCommand.Selector), cancellation))
                await Console.Out.WriteLineAsync($"{NameOf(map)}\t{map.Annotation(SlipwayApi.PurgeAfterAnnotation)}");
            return 0;
        });
        var restore = new Command("restore", "Makes deleted ModelVersions again, with their history. Of several deleted under one name, the last.") { Names, ClusterCommand.Place, ClusterCommand.Selector };
        restore.Runs((cluster, arguments, cancellation) => RestoreAsync(cluster, arguments.GetValue(Names) ?? [], arguments.GetValue(ClusterCommand.Selector), Console.Out, cancellation));
        return [trash, restore];
    }

    public static async Task<int> RestoreAsync(Connection cluster, IReadOnlyList<string> names, string? selector, TextWriter output, CancellationToken cancellation)
    {
        if (names.Count > 0 == selector is not null) throw new CommandException("give names of deleted ModelVersions, or a selector (-l), and not both");
        var maps = await ListAsync(cluster, selector, cancellation);
        var wanted = selector is not null ? maps : [.. names.Select(ModelVersions.Plain).Select(name => maps.LastOrDefault(map => NameOf(map) == name) ?? throw new CommandException($"there is no deleted ModelVersion '{name}' in namespace {cluster.Place}{Known(maps)}"))];
        if (wanted.Count == 0) throw new CommandException($"no deleted ModelVersion in namespace {cluster.Place} matches '{selector}'{Known(maps)}");
        foreach (var map in wanted)
        {
            var change = new JsonObject { ["metadata"] = new JsonObject { ["uid"] = map.Metadata.Uid, ["annotations"] = new JsonObject { [SlipwayApi.RestoreAnnotation] = "true" } } };
            await cluster.Client.PatchAsync(BuiltIn.ConfigMaps, map.Key(), Patch.Merge(change), null, cancellation);
            await output.WriteLineAsync($"modelversion/{NameOf(map)}: the operator makes it again");
        }

        return 0;
    }

    private static async Task<IReadOnlyList<ConfigMap>> ListAsync(Connection cluster, string? selector, CancellationToken cancellation) =>
    [
        .. (await cluster.Client.ListAsync(BuiltIn.ConfigMaps, cluster.Place, new ListOptions { LabelSelector = selector is null ? SlipwayApi.TrashLabel : $"{SlipwayApi.TrashLabel},{selector}" }, cancellation)).Items
            .OrderBy(map => map.Metadata.CreationTimestamp).ThenBy(map => map.Metadata.Name, StringComparer.Ordinal),
    ];

    private static string NameOf(ConfigMap map) => map.Label(SlipwayApi.TrashLabel)!;

    private static string Known(IReadOnlyList<ConfigMap> maps) => maps.Count == 0 ? "; the trash is empty" : $"; there are {string.Join(", ", maps.Select(NameOf).Distinct())}";
}
