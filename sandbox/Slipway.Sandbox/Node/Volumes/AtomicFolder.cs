using System.Globalization;

namespace Slipway.Sandbox.Node.Volumes;

/// <summary>A folder whose files change all at once: files are links into <c>..data</c>, itself a link that is swapped.</summary>
/// <remarks>The layout is the kubelet's, so that programs which watch for the swap of <c>..data</c> see what they know.</remarks>
internal sealed class AtomicFolder(string path)
{
    private const string DataLink = "..data";

    /// <summary>Makes the folder hold exactly these files; does nothing if it already does.</summary>
    public void Write(IReadOnlyList<VolumeFile> files)
    {
        Directory.CreateDirectory(path);
        if (Holds(files)) return;
        var generation = string.Create(CultureInfo.InvariantCulture, $"..{DateTime.UtcNow:yyyy_MM_dd_HH_mm_ss}.{Guid.NewGuid():N}");
        foreach (var file in files) WriteFile(Path.Combine(path, generation, file.Path), file);
        Directory.CreateDirectory(Path.Combine(path, generation));

        var before = new FileInfo(Path.Combine(path, DataLink)).LinkTarget;
        Swap(generation);
        foreach (var entry in files.Select(file => file.Path.Split('/')[0]).Distinct(StringComparer.Ordinal)) Link(entry);
        RemoveStale(files);
        if (before is not null) Directory.Delete(Path.Combine(path, before), recursive: true);
    }

    private bool Holds(IReadOnlyList<VolumeFile> files)
    {
        var data = Path.Combine(path, DataLink);
        if (!Directory.Exists(data)) return false;
        var present = Directory.EnumerateFiles(data + "/", "*", SearchOption.AllDirectories).Count();
        return present == files.Count && files.All(file =>
            File.Exists(Path.Combine(data, file.Path)) && File.ReadAllBytes(Path.Combine(data, file.Path)).AsSpan().SequenceEqual(file.Content));
    }

    private static void WriteFile(string target, VolumeFile file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.WriteAllBytes(target, file.Content);
        if (file.Mode is { } mode && !OperatingSystem.IsWindows()) File.SetUnixFileMode(target, (UnixFileMode)mode);
    }

    private void Swap(string generation)
    {
        var next = Path.Combine(path, DataLink + "_tmp");
        File.Delete(next);
        File.CreateSymbolicLink(next, generation);
        // Renaming is the one step that readers can see.
        AtomicRename.Move(next, Path.Combine(path, DataLink));
    }

    private void Link(string entry)
    {
        var link = Path.Combine(path, entry);
        if (new FileInfo(link).LinkTarget is null) File.CreateSymbolicLink(link, $"{DataLink}/{entry}");
    }

    private void RemoveStale(IReadOnlyList<VolumeFile> files)
    {
        var wanted = files.Select(file => file.Path.Split('/')[0]).ToHashSet(StringComparer.Ordinal);
        foreach (var link in Directory.EnumerateFileSystemEntries(path))
        {
            var name = Path.GetFileName(link);
            if (!name.StartsWith("..", StringComparison.Ordinal) && !wanted.Contains(name)) File.Delete(link);
        }
    }
}
