using System.Globalization;
using Slipway.DuckDb;
using Slipway.Storage;
using Slipway.Trainer.Snapshot.Sources;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Snapshot.Extraction;

/// <summary>Leaves out files whose folder its writer has not finished: the seal is written last, as <c>_SUCCESS</c> is by Hadoop and Spark.</summary>
internal sealed class SealedFolders(IObjectStore store, Connection connection, WarningList warnings)
{
    private readonly Dictionary<string, bool> known = new(StringComparer.Ordinal);

    /// <summary>The files that may be read; a folder is finished when it, or one above it within the source, has the seal.</summary>
    /// <exception cref="StepException">None is.</exception>
    public async Task<SealedFiles> SelectAsync(IReadOnlyList<SourceFile> files, string seal, CancellationToken cancellationToken)
    {
        var (finished, waiting) = (new List<SourceFile>(), new List<SourceFile>());
        try
        {
            foreach (var file in files) (await IsSealedAsync(file, seal, cancellationToken) ? finished : waiting).Add(file);
        }
        catch (StorageException failure) when (failure.Kind == StorageErrorKind.PermissionDenied)
        {
            throw SourceFailures.Forbidden(failure);
        }

        if (finished.Count == 0)
        {
            throw StepException.Refused("SourceNotSealed", $"None of the {files.Count} files lies in a folder with the seal {seal}; the first is {files[0].Uri}.",
                "Wait for the job that writes the source, or correct source.seal.");
        }

        if (waiting.Count == 0) return new SealedFiles(finished, null);
        warnings.Add("seal", $"{waiting.Count} of {files.Count} files lie in folders without the seal {seal} and wait for a later snapshot; the first is {waiting[0].RelativePath}.");
        return new SealedFiles(finished, Watermark(waiting, cancellationToken));
    }

    private async Task<bool> IsSealedAsync(SourceFile file, string seal, CancellationToken cancellationToken)
    {
        var levels = file.RelativePath.Count(letter => letter == '/');
        var folder = file.Uri.Key;
        for (var level = 0; level <= levels; level++)
        {
            folder = folder[..Math.Max(0, folder.LastIndexOf('/'))];
            if (!known.TryGetValue(folder, out var has))
                known[folder] = has = await store.FindAsync(file.Uri.WithKey(folder.Length == 0 ? seal : $"{folder}/{seal}"), cancellationToken) is not null;
            if (has) return true;
        }

        return false;
    }

    private DateTimeOffset? Watermark(List<SourceFile> waiting, CancellationToken cancellationToken)
    {
        if (PartitionLabel.Of(waiting) is not { } label) return null;
        using var result = connection.Query($"SELECT min(epoch({label.Start("f")})) FROM unnest({SqlText.List(waiting.Select(file => "/" + file.RelativePath))}) AS files(f)", cancellationToken);
        return result.ReadRows()[0][0] is { } seconds ? DateTimeOffset.UnixEpoch.AddSeconds(Convert.ToDouble(seconds, CultureInfo.InvariantCulture)) : null;
    }
}

/// <summary>Files of finished folders.</summary>
/// <param name="Files">The files.</param>
/// <param name="Watermark">First moment of the earliest partition that is not finished.</param>
internal sealed record SealedFiles(IReadOnlyList<SourceFile> Files, DateTimeOffset? Watermark);
