using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.Storage;
using Slipway.Trainer.Snapshot.Partitions;
using Slipway.Trainer.Snapshot.Publish;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Collect;

/// <summary>Deletes the files of versions that nothing uses any more, and says of which nothing is left.</summary>
/// <remarks>
/// Guarantees: the manifest of a version goes first, so that nobody opens half of one; the store is asked afterwards, and a version of which it still lists something fails the step.
/// A step that dies half way is run again and does the rest. Only folders that bear the digest of their version are touched.
/// Caveats: what a store keeps besides (object versions, snapshots of a volume, backups) is its owner's to delete.
/// </remarks>
internal static class CollectStep
{
    public static IStep Step { get; } = new Step<CollectSpec>("collect", ContractsJson.Default.CollectSpec, spec => spec.ResultPrefix, RunAsync);

    private static async Task<StepResult> RunAsync(CollectSpec spec, StepContext context, CancellationToken cancellationToken)
    {
        var folders = spec.Versions.Select(Folder).ToList();
        var models = await ModelFolders.OfAsync(spec, context.Store, cancellationToken);
        var (objects, bytes) = (0L, 0L);
        foreach (var (version, folder) in spec.Versions.Zip(folders))
        {
            Count(await context.Store.DeleteAllAsync(folder, folder.Append(VersionPublisher.ManifestName), cancellationToken));
            context.Progress.Report($"nothing is left of {version.Digest}");
        }

        foreach (var (model, folder) in (spec.Models ?? []).Zip(models))
        {
            Count(await context.Store.DeleteAllAsync(folder, folder.Append(VersionPublisher.ManifestName), cancellationToken));
            context.Progress.Report($"nothing is left of {model.Model} {model.Version}, file {model.Digest}");
        }

        foreach (var partition in await SharedPartitions.UnusedAsync(spec, context.Store, cancellationToken))
            Count(await context.Store.DeleteAllAsync(partition, partition.Append(PartStore.SummaryName), cancellationToken));
        foreach (var run in await OldRunsAsync(spec, context.Store, cancellationToken)) Count(await context.Store.DeleteAllAsync(run, null, cancellationToken));
        return new StepResult
        {
            Step = "collect", Outcome = StepOutcome.Succeeded,
            Collect = new CollectResult { Versions = [.. spec.Versions.Select(version => version.Digest)], Models = spec.Models?.Select(model => model.Digest).ToList(), Objects = objects, Bytes = bytes },
        };

        void Count((long Objects, long Bytes) deleted) => (objects, bytes) = (objects + deleted.Objects, bytes + deleted.Bytes);
    }

    private static ObjectUri Folder(DatasetPin version)
    {
        var manifest = ObjectUri.Parse(version.ManifestUri);
        var slash = manifest.Key.LastIndexOf('/');
        var folder = manifest.WithKey(slash < 0 ? "" : manifest.Key[..slash]);
        if (manifest.Name == VersionPublisher.ManifestName && folder.Name == Digest.Hex(version.Digest)) return folder;
        throw StepException.Invalid("InvalidSpecification", $"versions: {version.ManifestUri} is not in a folder of the name {Digest.Hex(version.Digest)}; nothing was deleted.",
            "Give the manifest URI and the digest of the same version.");
    }

    private static async Task<IReadOnlyList<ObjectUri>> OldRunsAsync(CollectSpec spec, IObjectStore store, CancellationToken cancellationToken)
    {
        if (spec.Runs is not { } prefix) return [];
        var root = ObjectUri.Parse(prefix);
        return [.. (await store.FoldersAsync(root, cancellationToken)).Except(spec.KeepRuns ?? []).Select(root.Append)];
    }
}
