namespace Slipway.Storage;

/// <summary>Deletes everything below a prefix.</summary>
public static class Deletion
{
    private const int AtOnce = 8;

    /// <summary>Deletes all objects below a prefix, and of a local folder also what killed writers left in it.</summary>
    /// <param name="store">The store.</param>
    /// <param name="prefix">The prefix.</param>
    /// <param name="first">The object by which readers know that the others are whole; it goes before them.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>How many objects there were, and their size.</returns>
    /// <exception cref="StorageException">Something cannot be deleted, or the prefix is not empty afterwards.</exception>
    public static async Task<(long Objects, long Bytes)> DeleteAllAsync(this IObjectStore store, ObjectUri prefix, ObjectUri? first, CancellationToken cancellationToken)
    {
        var found = await ListAsync(store, prefix, cancellationToken);
        if (first is not null) await store.DeleteAsync(first, cancellationToken);
        await Parallel.ForEachAsync(
            found, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (each, token) => await store.DeleteAsync(each.Uri, token));
        if (prefix.Scheme == StorageScheme.File) RemoveFolder(prefix);
        if (await ListAsync(store, prefix, cancellationToken) is [var left, ..])
            throw new StorageException(StorageErrorKind.Unreachable, left.Uri.ToString(), $"{left.Uri} is still there after it was deleted; somebody writes there, or the store is slow to say. Trying again may help.");
        return (found.Count, found.Sum(each => each.Size));
    }

    /// <summary>Names of the folders below a prefix that have objects, in ordinal order.</summary>
    /// <exception cref="StorageException">The listing fails.</exception>
    public static async Task<IReadOnlyList<string>> FoldersAsync(this IObjectStore store, ObjectUri prefix, CancellationToken cancellationToken)
    {
        var start = prefix.Key.TrimEnd('/').Length + 1;
        return [.. (await ListAsync(store, prefix, cancellationToken)).Select(each => each.Uri.Key[start..].Split('/')[0]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    // Listings skip unfinished writes.
    private static void RemoveFolder(ObjectUri prefix)
    {
        try
        {
            if (Directory.Exists(prefix.LocalPath)) Directory.Delete(prefix.LocalPath, recursive: true);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new StorageException(StorageErrorKind.PermissionDenied, prefix.ToString(), $"The folder {prefix.LocalPath} cannot be removed: {refused.Message}", refused);
        }
    }

    private static async Task<List<StoredObject>> ListAsync(IObjectStore store, ObjectUri prefix, CancellationToken cancellationToken)
    {
        var found = new List<StoredObject>();
        await foreach (var each in store.ListAsync(prefix, cancellationToken)) found.Add(each);
        return found;
    }
}
