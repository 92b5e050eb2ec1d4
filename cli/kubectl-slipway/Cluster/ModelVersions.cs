using Slipway.Api;
using Slipway.Api.ModelVersions;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Resources;

namespace Slipway.Cli.Cluster;

/// <summary>Finds the ModelVersions that a command is about.</summary>
internal static class ModelVersions
{
    /// <summary>One, by <c>NAME</c> or <c>modelversion/NAME</c>.</summary>
    public static async Task<ModelVersion> OneAsync(Connection cluster, string name, CancellationToken cancellation) =>
        await cluster.Client.GetAsync(SlipwayKinds.ModelVersion, new NamespacedName(cluster.Place, Plain(name)), cancellation)
        ?? throw new CommandException($"there is no ModelVersion '{Plain(name)}' in namespace {cluster.Place}");

    /// <summary>Those of the names, or of the selector.</summary>
    public static async Task<IReadOnlyList<ModelVersion>> ManyAsync(Connection cluster, IReadOnlyList<string> names, string? selector, CancellationToken cancellation)
    {
        if (names.Count > 0 == selector is not null) throw new CommandException("give names of ModelVersions, or a selector (-l), and not both");
        if (selector is null)
        {
            var found = new List<ModelVersion>();
            foreach (var name in names) found.Add(await OneAsync(cluster, name, cancellation));
            return found;
        }

        var listed = (await cluster.Client.ListAsync(SlipwayKinds.ModelVersion, cluster.Place, new ListOptions { LabelSelector = selector }, cancellation)).Items;
        return listed.Count > 0 ? listed : throw new CommandException($"no ModelVersion in namespace {cluster.Place} matches '{selector}'");
    }

    public static string Plain(string name) => name.Split('/', 2) is ["modelversion" or "modelversions" or "smv", var rest] ? rest : name;
}
