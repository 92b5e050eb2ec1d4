using System.Globalization;
using System.Runtime.CompilerServices;

namespace Slipway.Storage.Local;

/// <summary>Objects as files. A write goes to a hidden file beside the target, is flushed to disk, and is renamed over it.</summary>
internal sealed class FileObjectStore : IObjectStore
{
    // Readers and listings skip names of this form: a write that was killed leaves one behind.
    private const string PartialPrefix = ".slipway-partial-";

    public Task<Stream> OpenReadAsync(ObjectUri uri, CancellationToken cancellationToken) =>
        FileErrors.Guard(uri, () => Task.FromResult<Stream>(Open(uri)));

    public Task<byte[]> ReadRangeAsync(ObjectUri uri, long offset, int length, CancellationToken cancellationToken) => FileErrors.Guard(uri, async () =>
    {
        await using var file = Open(uri);
        var wanted = (int)Math.Clamp(file.Length - offset, 0, length);
        var bytes = new byte[wanted];
        file.Position = offset;
        await file.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    });

    public Task<StoredObject?> FindAsync(ObjectUri uri, CancellationToken cancellationToken) => FileErrors.Guard(uri, () =>
    {
        // File.Exists answers false for a file that may not be seen, which is not the same as absent.
        var attributes = Attributes(uri.LocalPath);
        var found = attributes is { } known && !known.HasFlag(FileAttributes.Directory);
        return Task.FromResult(found ? Stored(uri, new FileInfo(uri.LocalPath)) : null);
    });

    public async IAsyncEnumerable<StoredObject> ListAsync(ObjectUri prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var files = await FileErrors.Guard(prefix, () => Task.Run(() => List(prefix, cancellationToken), cancellationToken));
        foreach (var file in files) yield return file;
    }

    public Task PutAsync(ObjectUri uri, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        WriteAsync(uri, target => target.WriteAsync(content, cancellationToken).AsTask());

    public Task PutFileAsync(ObjectUri uri, string path, CancellationToken cancellationToken) => WriteAsync(uri, async target =>
    {
        await using var source = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, useAsync: true);
        await source.CopyToAsync(target, 1 << 20, cancellationToken);
    });

    public Task DeleteAsync(ObjectUri uri, CancellationToken cancellationToken) => FileErrors.Guard(uri, () =>
    {
        if (Attributes(uri.LocalPath) is not null) File.Delete(uri.LocalPath);
        return Task.FromResult(true);
    });

    private static FileStream Open(ObjectUri uri) => new(uri.LocalPath, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16, useAsync: true);

    private static FileAttributes? Attributes(string path)
    {
        try
        {
            return File.GetAttributes(path);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static List<StoredObject> List(ObjectUri prefix, CancellationToken cancellationToken)
    {
        var folder = prefix.LocalPath;
        if (Attributes(folder) is not { } attributes || !attributes.HasFlag(FileAttributes.Directory)) return [];

        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = false, AttributesToSkip = FileAttributes.None };
        var found = new List<StoredObject>();
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*", options))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!file.Name.StartsWith(PartialPrefix, StringComparison.Ordinal)) found.Add(Stored(ObjectUri.FromPath(file.FullName), file));
        }

        found.Sort((left, right) => string.CompareOrdinal(left.Uri.Key, right.Uri.Key));
        return found;
    }

    // The best that a file system has: whoever writes a file sets its time, to a fraction of a microsecond.
    private static StoredObject Stored(ObjectUri uri, FileInfo file) => new(uri, file.Length) { Tag = file.LastWriteTimeUtc.Ticks.ToString(CultureInfo.InvariantCulture) };

    private static Task<bool> WriteAsync(ObjectUri uri, Func<FileStream, Task> write) => FileErrors.Guard(uri, async () =>
    {
        var path = uri.LocalPath;
        var folder = Path.GetDirectoryName(path) ?? "/";
        Directory.CreateDirectory(folder);
        var partial = Path.Combine(folder, $"{PartialPrefix}{Guid.NewGuid():n}");
        try
        {
            await using (var target = new FileStream(partial, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true))
            {
                await write(target);
                target.Flush(flushToDisk: true);
            }

            File.Move(partial, path, overwrite: true);
            return true;
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    });
}
