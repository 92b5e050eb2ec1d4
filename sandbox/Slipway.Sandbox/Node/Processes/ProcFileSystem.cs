using System.Globalization;
using System.Text;

namespace Slipway.Sandbox.Node.Processes;

/// <summary>What the node reads about processes from <c>/proc</c>. A process may end at any moment: then it is as if it were never there.</summary>
internal static class ProcFileSystem
{
    private const int SessionField = 3;

    /// <summary>Ids of all processes that can be seen.</summary>
    public static IEnumerable<int> ProcessIds()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var id)) yield return id;
        }
    }

    /// <summary>All processes by the leaders of their sessions; zombies are left out.</summary>
    public static ILookup<int, int> Sessions() =>
        ProcessIds().Select(id => (Id: id, Session: SessionOf(id))).Where(each => each.Session is not null).ToLookup(each => each.Session!.Value, each => each.Id);

    /// <summary>Processes whose environment has the entry <c>name=value</c>.</summary>
    public static IReadOnlyList<int> WithEnvironment(string name, string value)
    {
        var entry = $"{name}={value}";
        return [.. ProcessIds().Where(id => ReadText(id, "environ").Split('\0').Contains(entry))];
    }

    /// <summary>Memory in bytes that the kernel cannot take back from the process: heap, stacks and shared memory, but no mapped files.</summary>
    public static long UnreclaimableMemory(int processId)
    {
        var kilobytes = 0L;
        foreach (var line in ReadText(processId, "status").Split('\n'))
        {
            if (!line.StartsWith("RssAnon:", StringComparison.Ordinal) && !line.StartsWith("RssShmem:", StringComparison.Ordinal)) continue;
            var number = line.AsSpan(line.IndexOf(':', StringComparison.Ordinal) + 1).Trim();
            kilobytes += long.Parse(number[..number.IndexOf(' ')], CultureInfo.InvariantCulture);
        }

        return kilobytes * 1024;
    }

    private static int? SessionOf(int processId)
    {
        var stat = ReadText(processId, "stat");
        // The command name stands in brackets and may hold anything, brackets too.
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > SessionField && fields[0] is not "Z" ? int.Parse(fields[SessionField], CultureInfo.InvariantCulture) : null;
    }

    private static string ReadText(int processId, string file)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes($"/proc/{processId}/{file}"));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
