using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.DuckDb;

namespace Slipway.Trainer.Snapshot.Privacy;

/// <summary>What may be told of an engine's error. Once rows are read, its words can quote them; what it says of SQL, files and memory before that cannot.</summary>
internal static class EngineWords
{
    private static readonly string[] WithoutRows = ["Parser Error", "Binder Error", "Catalog Error", "Permission Error", "IO Error", "Out of Memory Error", "Not implemented Error"];

    /// <summary>The first line of the engine's message, or its kind alone.</summary>
    /// <param name="failure">The error.</param>
    /// <param name="confidential">Whether rows may hold what must not be told.</param>
    public static string Of(DuckDbException failure, bool confidential)
    {
        var line = failure.Message.Split('\n')[0];
        if (!confidential || WithoutRows.Any(kind => line.StartsWith(kind + ":", StringComparison.Ordinal))) return line;
        return $"{Kind(line)}, in words that are not shown because they can quote rows with personal data";
    }

    /// <summary>Whether rows of a snapshot may hold what must not be told. What a derived dataset reads is declared elsewhere, so its SQL counts as if it did.</summary>
    public static bool IsConfidential(SnapshotSpec spec) => spec.Source.Sql is not null || spec.Columns.Any(Protections.IsConfidential);

    private static string Kind(string line)
    {
        var end = line.IndexOf(" Error:", StringComparison.Ordinal);
        // The engine's kinds are words of its own; anything else in front of a colon is text.
        return end is > 0 and < 30 && line[..end].All(each => char.IsAsciiLetter(each) || each is ' ' or '-') ? line[..end] + " Error" : "an error";
    }
}
