using System.Globalization;
using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Training;
using Slipway.Storage;

namespace Slipway.Trainer.Training.Checkpoints;

/// <summary>The files of one stage's checkpoints: each booster first, then the index that names it, then those that nobody needs go.</summary>
/// <remarks>Guarantees: whenever the writer is killed, the index names boosters that are whole, the newest of them at most one checkpoint old.</remarks>
internal sealed class CheckpointFiles(IObjectStore store, ObjectUri folder)
{
    private const string IndexName = "index.json";

    /// <summary>The index; null when there is none.</summary>
    /// <exception cref="JsonException">It is no index.</exception>
    /// <exception cref="StorageException">The store does not say.</exception>
    internal async Task<CheckpointIndex?> ReadIndexAsync(CancellationToken cancellationToken)
    {
        if (await store.FindAsync(folder.Append(IndexName), cancellationToken) is null) return null;
        var bytes = await store.ReadAllAsync(folder.Append(IndexName), cancellationToken);
        return JsonSerializer.Deserialize(bytes, ContractsJson.Default.CheckpointIndex) ?? throw new JsonException("The document is null.");
    }

    /// <summary>The booster of a checkpoint; null when it is gone or not what the index says.</summary>
    internal async Task<byte[]?> ReadBoosterAsync(Checkpoint checkpoint, CancellationToken cancellationToken)
    {
        var uri = folder.Append(checkpoint.File);
        if (await store.FindAsync(uri, cancellationToken) is null) return null;
        var bytes = await store.ReadAllAsync(uri, cancellationToken);
        return Digest.Of(bytes) == checkpoint.Sha256 ? bytes : null;
    }

    /// <summary>Writes a booster.</summary>
    internal async Task<Checkpoint> WriteBoosterAsync(byte[] booster, int rounds, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var checkpoint = new Checkpoint(rounds, string.Create(CultureInfo.InvariantCulture, $"rounds-{rounds:000000}.xgb"), Digest.Of(booster), now);
        await store.PutAsync(folder.Append(checkpoint.File), booster, cancellationToken);
        return checkpoint;
    }

    /// <summary>Writes the index, and deletes boosters that it no longer names.</summary>
    internal async Task WriteIndexAsync(CheckpointIndex index, CancellationToken cancellationToken)
    {
        await store.PutAsync(folder.Append(IndexName), JsonSerializer.SerializeToUtf8Bytes(index, ContractsJson.Default.CheckpointIndex), cancellationToken);
        var kept = index.Checkpoints.Select(each => folder.Append(each.File).Key).Append(folder.Append(IndexName).Key).ToHashSet(StringComparer.Ordinal);
        var old = new List<ObjectUri>();
        await foreach (var each in store.ListAsync(folder, cancellationToken))
            if (!kept.Contains(each.Uri.Key)) old.Add(each.Uri);
        foreach (var each in old) await store.DeleteAsync(each, cancellationToken);
    }
}
