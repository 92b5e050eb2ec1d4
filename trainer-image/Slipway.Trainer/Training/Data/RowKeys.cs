using Slipway.Contracts.Data;
using Slipway.DuckDb;

namespace Slipway.Trainer.Training.Data;

/// <summary>Looks up how rows that are listed in a report can be found again: by the dataset's key, without the values of personal columns.</summary>
internal static class RowKeys
{
    internal const string Hidden = "***";

    /// <param name="data">The dataset.</param>
    /// <param name="source">Table, or a query in parentheses, with the rows.</param>
    /// <param name="places">Their places in it, from 1.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Key by place; empty where the dataset has no key.</returns>
    internal static IReadOnlyDictionary<long, IReadOnlyDictionary<string, string?>> Read(TrainingData data, string source, IReadOnlyList<long> places, CancellationToken cancellationToken)
    {
        var key = (data.Manifest.Key ?? []).Select(name => data.Manifest.Columns.First(column => column.Name == name)).ToList();
        if (key.Count == 0 || places.Count == 0) return new Dictionary<long, IReadOnlyDictionary<string, string?>>();
        var shown = string.Join(", ", key.Select(column => Protections.IsConfidential(column) ? $"'{Hidden}'" : $"CAST({SqlText.Identifier(column.Name)} AS VARCHAR)"));
        return data.Run(() =>
        {
            using var result = data.Connection.Query(
                $"SELECT place, {shown} FROM (SELECT *, row_number() OVER () AS place FROM {source}) WHERE list_contains([{string.Join(", ", places)}]::BIGINT[], place)", cancellationToken);
            return result.ReadRows().ToDictionary(
                row => (long)row[0]!, row => (IReadOnlyDictionary<string, string?>)key.Index().ToDictionary(column => column.Item.Name, column => row[column.Index + 1] as string));
        });
    }
}
