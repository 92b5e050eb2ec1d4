using Slipway.Demo;
using Slipway.Testing;

namespace Slipway.EndToEnd.Tests;

/// <summary>The folder of one platform below the test program; it stays until the next run, so that a failure can be looked into.</summary>
internal static class RunFolders
{
    public static DemoFolders For(string name) => new(Repository.Root, Path.Combine(AppContext.BaseDirectory, "runs", name));

    /// <summary>The last lines of every log, for the message of a failure.</summary>
    public static string LogEnds(DemoFolders folders) => !Directory.Exists(folders.Logs)
        ? "no logs were written"
        : string.Join('\n', Directory.EnumerateFiles(folders.Logs, "*.log").Select(log => $"--- the end of {log}\n{string.Join('\n', File.ReadLines(log).TakeLast(25))}"));
}
