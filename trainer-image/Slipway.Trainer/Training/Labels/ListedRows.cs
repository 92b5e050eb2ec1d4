using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.DuckDb;
using Slipway.Trainer.Training.Data;

namespace Slipway.Trainer.Training.Labels;

/// <summary>Writes some rows of a dataset with what the model says of them: their key (or only their place, where there is none) and no other column.</summary>
internal static class ListedRows
{
    /// <param name="data">The dataset.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="classes">Names of the classes.</param>
    /// <param name="name">Name of the file.</param>
    /// <param name="score">Name of the column with the number.</param>
    /// <param name="folder">Scratch folder.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Path of the file.</returns>
    internal static string Write(TrainingData data, IReadOnlyList<ListedRow> rows, IReadOnlyList<string> classes, string name, string score, string folder, CancellationToken cancellationToken)
    {
        var (text, path) = (Path.Combine(folder, name + ".csv"), Path.Combine(folder, name));
        File.WriteAllLines(text, rows.Index().Select(row => string.Create(CultureInfo.InvariantCulture,
            $"{row.Index}\t{row.Item.Table}\t{row.Item.Split}\t{row.Item.Place}\t{row.Item.Class}\t{row.Item.Probability:R}\t{row.Item.Score:R}")));
        var keys = string.Concat((data.Manifest.Key ?? []).Select(column => $", {SqlText.Identifier(column)}"));
        var listed = $"read_csv({SqlText.Literal(text)}, delim = '\t', header = false, auto_detect = false, quote = '', escape = '', columns = {{'n': 'BIGINT', 't': 'VARCHAR', 'split': 'VARCHAR', 'row': 'BIGINT', 'class': 'BIGINT', 'probability': 'DOUBLE', 'score': 'DOUBLE'}})";
        var tables = rows.Select(row => row.Table).Distinct().ToList();
        if (tables.Count == 0) tables.Add(TrainingData.Table(Split.Train));
        var places = tables.Select(table => $"SELECT {SqlText.Literal(table)} AS t, row_number() OVER () AS \"row\"{keys} FROM {table}");
        data.Run(() => data.Connection.Execute(
            $"COPY (SELECT split, \"row\"{keys}, {SqlText.List(classes)}[\"class\" + 1] AS \"class\", probability, score AS {SqlText.Identifier(score)} FROM {listed} JOIN ({string.Join(" UNION ALL ", places)}) USING (t, \"row\") ORDER BY n) TO {SqlText.Literal(path)} (FORMAT parquet)",
            cancellationToken));
        return path;
    }
}

/// <summary>A row that is listed.</summary>
/// <param name="Table">Table that it is in.</param>
/// <param name="Split">Its split.</param>
/// <param name="Place">Its place in the table, from 1.</param>
/// <param name="Class">Number of the predicted class.</param>
/// <param name="Probability">Probability of the class.</param>
/// <param name="Score">A further number.</param>
internal sealed record ListedRow(string Table, Split Split, long Place, int Class, double Probability, double Score);
