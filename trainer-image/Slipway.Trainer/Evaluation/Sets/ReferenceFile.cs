using System.Globalization;
using Slipway.DuckDb;
using Slipway.Trainer.Training.Data;

namespace Slipway.Trainer.Evaluation.Sets;

/// <summary>What a model gave for each row of a set, as a Parquet file: row (from 1), decision (name of the class), scores s0, s1, ...</summary>
internal static class ReferenceFile
{
    /// <returns>Path of the file.</returns>
    internal static string Write(TrainingData data, SetRows rows, Target target, float threshold, string path, CancellationToken cancellationToken)
    {
        var text = path + ".csv";
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllLines(text, Enumerable.Range(0, rows.Count).Select(row => string.Create(CultureInfo.InvariantCulture,
            $"{row + 1}\t{rows.Decision(row, target, threshold)}\t{string.Join('\t', Enumerable.Range(0, rows.Outputs).Select(output => rows.Scores[(row * rows.Outputs) + output].ToString("R", CultureInfo.InvariantCulture)))}")));
        var scores = Enumerable.Range(0, rows.Outputs).Select(output => $"'s{output}': 'FLOAT'");
        var decision = target.Classes.Count == 0 ? "CAST(NULL AS VARCHAR)" : $"{SqlText.List(target.Classes)}[decision + 1]";
        data.Run(() => data.Connection.Execute(
            $"COPY (SELECT * REPLACE ({decision} AS decision) FROM read_csv({SqlText.Literal(text)}, delim = '\t', header = false, auto_detect = false, columns = {{'row': 'BIGINT', 'decision': 'BIGINT', {string.Join(", ", scores)}}}) ORDER BY \"row\") "
            + $"TO {SqlText.Literal(path)} (FORMAT parquet, COMPRESSION zstd)", cancellationToken));
        return path;
    }

    /// <summary>Decisions and scores in the order of the rows.</summary>
    internal static (IReadOnlyList<string?> Decisions, IReadOnlyList<float[]> Scores) Read(TrainingData data, string path, CancellationToken cancellationToken) => data.Run(() =>
    {
        using var result = data.Connection.Query($"SELECT * EXCLUDE (\"row\") FROM read_parquet({SqlText.Literal(path)}) ORDER BY \"row\"", cancellationToken);
        var rows = result.ReadRows();
        return ((IReadOnlyList<string?>)[.. rows.Select(row => row[0] as string)], (IReadOnlyList<float[]>)[.. rows.Select(row => row.Skip(1).Select(score => (float)score!).ToArray())]);
    });
}
