using System.Globalization;
using System.Text;
using Slipway.Contracts.Data;
using Slipway.DuckDb;
using Slipway.Lookups;

namespace Slipway.Trainer.Snapshot.Erasure;

/// <summary>Asks a lookup file for the keys, where a key is the whole entity that the file is asked for.</summary>
/// <remarks>Caveats: other columns are not searched; the file is made from the same rows as the splits, which are.</remarks>
internal static class LookupProof
{
    public static IReadOnlyList<long> Count(Connection connection, KeyTables keys, LookupFile file, CancellationToken cancellationToken) =>
        [.. keys.Requests.Select((request, index) => request.Match is [var only] && file.Description.Entity is [var entity] && entity.Name == only.Column
            ? Found(connection, keys, entity, index, file, cancellationToken)
            : 0L)];

    private static long Found(Connection connection, KeyTables keys, Column entity, int request, LookupFile file, CancellationToken cancellationToken)
    {
        var isText = entity.Type == ColumnType.String;
        var value = isText ? "v" : entity.Type is ColumnType.Timestamp or ColumnType.Date ? "CAST(epoch(v) AS DOUBLE)" : "CAST(v AS DOUBLE)";
        using var result = connection.Query(string.Create(CultureInfo.InvariantCulture, $"SELECT {value} FROM {keys.Of(entity.Name)} WHERE request = {request}"), cancellationToken);
        return result.ReadRows().LongCount(row => Has(file, row[0]!, isText));
    }

    private static bool Has(LookupFile file, object value, bool isText)
    {
        var text = isText ? Encoding.UTF8.GetBytes((string)value) : [];
        var key = new EntityKey(new byte[text.Length + 8]);
        if (isText) key.Add(text);
        else key.Add((double)value);
        return key.IsComplete && file.TryFind(key.Bytes, out _);
    }
}
