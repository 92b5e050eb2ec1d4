using Slipway.Trainer.Snapshot.Sources;

namespace Slipway.Trainer.Snapshot.Extraction;

/// <summary>CSV files whose fields come in the same order.</summary>
/// <param name="Fields">Names of the fields.</param>
/// <param name="Partitions">Columns given by the folders' names.</param>
/// <param name="Files">The files.</param>
internal sealed record CsvGroup(List<string> Fields, IReadOnlyList<string> Partitions, List<LocalFile> Files)
{
    /// <summary>Whether a quote occurs in any of the files, so that lines and rows may differ.</summary>
    public bool HasQuotes => Files.Any(file => file.Scan?.HasQuotes == true);

    /// <summary>Lines of all files that are not blank.</summary>
    public long Lines => Files.Sum(file => file.Scan?.Lines ?? 0);
}
