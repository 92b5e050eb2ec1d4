using System.Text;
using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.Storage;
using Slipway.Trainer.Snapshot.Privacy;
using Slipway.Trainer.Snapshot.Publish;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Snapshot.Partitions;

/// <summary>Partitions that were read, each under its fingerprint and shared by all versions that it is part of; the summary comes last.</summary>
internal sealed class PartStore(IObjectStore store, ObjectUri output)
{
    /// <summary>Folder of the partitions, beside those of the versions.</summary>
    public const string FolderName = "partitions";

    public const string SummaryName = "part.json";

    public ObjectUri Folder(string fingerprint) => output.Append($"{FolderName}/{Digest.Hex(fingerprint)}");

    /// <summary>Path of a partition's file relative to a version's manifest.</summary>
    public static string PathFromVersion(string fingerprint, string file) => $"../{FolderName}/{Digest.Hex(fingerprint)}/{file}";

    public async Task<bool> HasAsync(string fingerprint, CancellationToken cancellationToken) =>
        await store.FindAsync(Folder(fingerprint).Append(SummaryName), cancellationToken) is not null;

    public async Task<PartSummary> ReadAsync(string fingerprint, CancellationToken cancellationToken)
    {
        var uri = Folder(fingerprint).Append(SummaryName);
        try
        {
            var summary = JsonSerializer.Deserialize(await store.ReadAllAsync(uri, cancellationToken), PartJson.Default.PartSummary)!;
            if (summary.Fingerprint == fingerprint) return summary;
        }
        catch (JsonException damaged)
        {
            throw Damaged(uri, damaged.Message, damaged);
        }

        throw Damaged(uri, "it names another fingerprint", null);
    }

    public async Task PublishAsync(PartSummary summary, IReadOnlyList<WrittenFile> files, CancellationToken cancellationToken)
    {
        var folder = Folder(summary.Fingerprint);
        foreach (var file in files) await store.PutFileAsync(folder.Append(file.File.Path), file.LocalPath, cancellationToken);
        await store.PutAsync(folder.Append(SummaryName), JsonSerializer.SerializeToUtf8Bytes(summary, PartJson.Default.PartSummary), cancellationToken);
    }

    /// <summary>Digest of a partition's source files, by place, size and the store's mark of their content, and of all that decides what becomes of their rows.</summary>
    public static string Fingerprint(SnapshotSpec spec, SourcePartition partition, PseudonymKey? key)
    {
        // What is asked of the version as a whole, and how it is run, changes no partition.
        var asked = spec with
        {
            Source = spec.Source with { Partitioning = null }, Previous = null, History = null, DryRun = null, Freshness = null, Comparison = null, Limits = new Limits(), Provenance = null,
            Author = null, Output = "", ResultPrefix = "", IngestId = null, MemoryBytes = null, Threads = null,
        };
        var text = new StringBuilder(FormattableString.Invariant($"slipway partition {PartSummary.FormatVersion}\n{partition.Name}\n"))
            .Append(JsonSerializer.Serialize(asked, ContractsJson.Default.SnapshotSpec)).Append('\n');
        if (key is not null) text.Append(key.Id).Append('\n');
        foreach (var file in partition.Files) text.Append(FormattableString.Invariant($"{file.RelativePath} {file.Size} {file.Tag}\n"));
        return Digest.Of(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static StepException Damaged(ObjectUri uri, string why, Exception? inner) => StepException.Invalid(
        "DamagedPartition", $"{uri} is not the summary of the partition that its folder names: {why}.", "Remove the folder, and the next run reads the partition again.", inner);
}
