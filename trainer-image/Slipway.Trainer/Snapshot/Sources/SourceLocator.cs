using Slipway.Contracts.Data;
using Slipway.Storage;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Snapshot.Sources;

/// <summary>Finds the files of a source. Missing, forbidden and empty are three different answers.</summary>
internal sealed class SourceLocator(IObjectStore store)
{
    /// <summary>The files in ordinal order of their keys; never none.</summary>
    /// <exception cref="StepException">There is nothing to read, with the reason.</exception>
    public async Task<IReadOnlyList<SourceFile>> FindAsync(ObjectUri uri, SourceFormat format, CancellationToken cancellationToken)
    {
        try
        {
            var files = FilePattern.IsPattern(uri.Key)
                ? await MatchAsync(uri, cancellationToken)
                : await FolderOrFileAsync(uri, format, cancellationToken);
            if (files.All(file => file.Size == 0)) throw Empty($"{uri}: all {files.Count} files have zero bytes.");
            return [.. files.Where(file => file.Size > 0)];
        }
        catch (StorageException failure) when (failure.Kind == StorageErrorKind.NotFound)
        {
            throw Missing(failure.Message, failure);
        }
        catch (StorageException failure) when (failure.Kind == StorageErrorKind.PermissionDenied)
        {
            throw SourceFailures.Forbidden(failure);
        }
    }

    private async Task<List<SourceFile>> MatchAsync(ObjectUri uri, CancellationToken cancellationToken)
    {
        var pattern = FilePattern.Parse(uri.Key);
        var root = uri.WithKey(pattern.Root);
        var files = await ListAsync(root, cancellationToken);
        if (files.Count == 0) throw Missing($"{root} does not exist or holds no file, so {uri} names nothing.");
        var matching = files.Where(file => pattern.Matches(file.Uri.Key)).ToList();
        return matching.Count > 0 ? matching : throw Missing($"None of the {files.Count} files under {root} matches {uri}; one of them is {files[0].RelativePath}.");
    }

    private async Task<List<SourceFile>> FolderOrFileAsync(ObjectUri uri, SourceFormat format, CancellationToken cancellationToken)
    {
        if (uri.Key.Length > 0 && !uri.Key.EndsWith('/') && await store.FindAsync(uri, cancellationToken) is { } single)
            return [new SourceFile(single.Uri, single.Size, single.Uri.Name) { Tag = single.Tag }];

        var files = await ListAsync(uri, cancellationToken);
        if (files.Count == 0) throw Nothing(uri);
        var fitting = files.Where(file => FormatSuffixes.Fits(format, file.RelativePath)).ToList();
        return fitting.Count > 0
            ? fitting
            : throw Empty($"{uri} holds {files.Count} files, none with a suffix of {format} ({FormatSuffixes.Describe(format)}); one of them is {files[0].RelativePath}.");
    }

    private async Task<List<SourceFile>> ListAsync(ObjectUri folder, CancellationToken cancellationToken)
    {
        var files = new List<SourceFile>();
        var prefix = folder.Key.TrimEnd('/').Length + (folder.Key.TrimEnd('/').Length > 0 ? 1 : 0);
        if (folder.Scheme == StorageScheme.File && folder.Key == "/") prefix = 1;
        await foreach (var found in store.ListAsync(folder, cancellationToken))
        {
            var relative = found.Uri.Key[prefix..];
            if (!IsHidden(relative)) files.Add(new SourceFile(found.Uri, found.Size, relative) { Tag = found.Tag });
        }

        return files;
    }

    // Writers leave markers such as _SUCCESS and .part.crc beside the data.
    private static bool IsHidden(string relative) =>
        relative.Split('/').Any(part => part.StartsWith('.') || (part.StartsWith('_') && !part.Contains('=', StringComparison.Ordinal)));

    private static StepException Nothing(ObjectUri uri)
    {
        if (uri.Scheme == StorageScheme.File && Directory.Exists(uri.LocalPath)) return Empty($"The folder {uri} exists and holds no file.");
        return uri.Scheme == StorageScheme.File
            ? Missing($"{uri} does not exist.")
            : Missing($"{uri} does not exist: no object has that key or prefix.");
    }

    private static StepException Missing(string message, Exception? inner = null) => StepException.Invalid(
        "SourceNotFound", message, "Correct spec.source.uri, or mount the volume and create the data first.", inner);

    private static StepException Empty(string message) => SourceFailures.Empty(message);
}
