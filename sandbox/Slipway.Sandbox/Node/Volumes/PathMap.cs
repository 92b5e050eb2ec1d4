namespace Slipway.Sandbox.Node.Volumes;

/// <summary>Puts the place where a volume really is into texts that name its mount path.</summary>
/// <remarks>A process has no file system of its own here, so the paths in arguments and variables are what can be changed.</remarks>
internal sealed class PathMap
{
    private const string BeforePath = "=,:;'\"()[]{}<> \t\n";
    private const string AfterPath = "/" + BeforePath + "*?&|";
    private readonly IReadOnlyList<KeyValuePair<string, string>> mounts;

    /// <param name="mounts">Mount path and real path; a longer mount path goes before a shorter one.</param>
    public PathMap(IEnumerable<KeyValuePair<string, string>> mounts) =>
        this.mounts = [.. mounts.Where(mount => mount.Key.Length > 1 && mount.Key != mount.Value).OrderByDescending(mount => mount.Key.Length)];

    /// <summary>The map with one more file or folder.</summary>
    public PathMap With(string mountPath, string realPath) => new([.. mounts, KeyValuePair.Create(mountPath, realPath)]);

    /// <summary>The text with every whole mount path replaced: at its start, or after a space, a quote, <c>=</c>, <c>:</c>, <c>,</c> or <c>file://</c>.</summary>
    public string Rewrite(string text)
    {
        var position = 0;
        while (position < text.Length)
        {
            var mount = IsStart(text, position) ? mounts.FirstOrDefault(candidate => IsPathAt(text, position, candidate.Key)) : default;
            if (mount.Key is null)
            {
                position++;
                continue;
            }

            text = string.Concat(text.AsSpan(0, position), mount.Value, text.AsSpan(position + mount.Key.Length));
            position += mount.Value.Length;
        }

        return text;
    }

    private static bool IsStart(string text, int position) =>
        text[position] == '/'
        && (position == 0 || BeforePath.Contains(text[position - 1], StringComparison.Ordinal) || text.AsSpan(0, position).EndsWith("file://"));

    private static bool IsPathAt(string text, int position, string mountPath)
    {
        if (string.CompareOrdinal(text, position, mountPath, 0, mountPath.Length) != 0) return false;
        var end = position + mountPath.Length;
        return end == text.Length || AfterPath.Contains(text[end], StringComparison.Ordinal);
    }
}
