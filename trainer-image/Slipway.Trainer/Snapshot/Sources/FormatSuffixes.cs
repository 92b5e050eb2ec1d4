using Slipway.Contracts.Data;

namespace Slipway.Trainer.Snapshot.Sources;

/// <summary>Which files of a folder belong to a format. A file that is named itself may have any suffix.</summary>
internal static class FormatSuffixes
{
    private static readonly string[] Csv = [".csv", ".tsv", ".txt", ".data"];
    private static readonly string[] JsonLines = [".jsonl", ".ndjson", ".json"];
    private static readonly string[] Parquet = [".parquet", ".pq"];

    public static bool Fits(SourceFormat format, string path)
    {
        var plain = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        return Of(format).Any(suffix => plain.EndsWith(suffix, StringComparison.OrdinalIgnoreCase));
    }

    public static string Describe(SourceFormat format) => string.Join(", ", Of(format)) + (format == SourceFormat.Parquet ? "" : ", each also with .gz");

    private static string[] Of(SourceFormat format) => format switch
    {
        SourceFormat.CSV => Csv,
        SourceFormat.JSONLines => JsonLines,
        _ => Parquet,
    };
}
