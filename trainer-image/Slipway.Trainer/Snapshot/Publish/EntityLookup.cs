using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.DuckDb;
using Slipway.Lookups;
using Slipway.Storage;
using Slipway.Trainer.Steps;
using ColumnType = Slipway.Contracts.Data.ColumnType;

namespace Slipway.Trainer.Snapshot.Publish;

/// <summary>Writes the newest values of each entity into the file that servers look them up in.</summary>
internal sealed class EntityLookup(Connection connection, IObjectStore store, string scratchFolder)
{
    public const string FileName = "entities.lookup";
    private const long LargestExact = 1L << 53;

    /// <summary>Writes and publishes the file of a version.</summary>
    public async Task<LookupArtifact> PublishAsync(SnapshotSpec spec, LookupPolicy policy, string digest, ObjectUri folder, CancellationToken cancellationToken)
    {
        var entity = policy.Entity.Select(name => spec.Columns.First(column => column.Name == name)).ToList();
        var columns = Columns(spec, policy);
        RequireExactKeys(entity, cancellationToken);
        var path = Path.Combine(scratchFolder, FileName);
        var where = string.Join(" AND ", entity.Select(Value).Append(Moment(spec)).Select(value => $"{value} IS NOT NULL"));
        var description = new LookupDescription
        {
            Dataset = spec.Name, DatasetDigest = digest, Entity = entity, Columns = columns, AsOf = AsOf(spec, where, cancellationToken),
        };
        var count = connection.Scalar<long>($"SELECT count(*) FROM (SELECT DISTINCT {string.Join(", ", entity.Select(Value))} FROM kept WHERE {where})", cancellationToken);
        using (var writer = new LookupWriter(path, description, count))
        {
            Write(writer, description, Query(spec, entity, columns, where), cancellationToken);
            writer.Complete();
        }

        var uri = folder.Append(FileName);
        await store.PutFileAsync(uri, path, cancellationToken);
        return new LookupArtifact
        {
            Uri = uri.ToString(), Digest = await Digest.OfFileAsync(path, cancellationToken), Bytes = new FileInfo(path).Length, Entities = count, AsOf = description.AsOf,
        };
    }

    // Sorted, so that the same rows give the same bytes; of rows of one moment the one with the smaller hash counts, as among duplicates.
    private static string Query(SnapshotSpec spec, IReadOnlyList<Column> entity, IReadOnlyList<Column> columns, string where)
    {
        var keys = entity.Select(column => SqlText.Identifier(column.Name)).ToList();
        return $"SELECT epoch_us(CAST({Moment(spec)} AS TIMESTAMP)), {string.Join(", ", entity.Concat(columns).Select(Value))} FROM kept WHERE {where} "
            + $"QUALIFY row_number() OVER (PARTITION BY {string.Join(", ", keys)} ORDER BY {Moment(spec)} DESC, {EngineColumns.Hash}) = 1 ORDER BY {string.Join(", ", keys)}";
    }

    private void Write(LookupWriter writer, LookupDescription description, string query, CancellationToken cancellationToken)
    {
        var (keys, count) = (description.Entity.Count, description.Columns.Count);
        var buffer = new byte[1 << 16];
        var numbers = new double[keys + count][];
        for (var column = 0; column < numbers.Length; column++) numbers[column] = new double[2048];
        var row = new double[count];
        var texts = new byte[]?[count];
        using var result = connection.Query(query, cancellationToken);
        while (result.NextChunk() is { } chunk)
        {
            var moments = chunk.Column(0).Values<long>();
            for (var column = 0; column < numbers.Length; column++)
            {
                if (!IsText(description, column)) chunk.Column(1 + column).CopyTo(numbers[column]);
            }

            for (var at = 0; at < chunk.RowCount; at++)
            {
                var key = new EntityKey(buffer);
                for (var column = 0; column < keys; column++)
                {
                    if (IsText(description, column)) key.Add(chunk.Column(1 + column).Bytes(at));
                    else key.Add(numbers[column][at]);
                }

                if (!key.IsComplete) continue; // an empty text, or a key of more than 64 KiB: no request can name it
                for (var column = 0; column < count; column++)
                {
                    var vector = chunk.Column(1 + keys + column);
                    var text = IsText(description, keys + column);
                    row[column] = text ? double.NaN : numbers[keys + column][at];
                    texts[column] = text && !vector.IsNull(at) && vector.Bytes(at).Length > 0 ? vector.Bytes(at).ToArray() : null;
                }

                writer.Add(key.Bytes, moments[at], row, texts);
            }
        }
    }

    private void RequireExactKeys(IEnumerable<Column> entity, CancellationToken cancellationToken)
    {
        foreach (var column in entity.Where(column => column.Type == ColumnType.Int64))
        {
            var name = SqlText.Identifier(column.Name);
            var beyond = connection.Scalar<long>(string.Create(CultureInfo.InvariantCulture, $"SELECT count(*) FROM kept WHERE {name} NOT BETWEEN {-LargestExact} AND {LargestExact}"), cancellationToken);
            if (beyond == 0) continue;
            throw StepException.Refused(
                "EntityNotExact",
                $"{beyond} values of '{column.Name}' are beyond 2^53, and requests carry numbers as FP64, which would take different entities for the same.",
                "Declare the column as String.");
        }
    }

    private DateTimeOffset? AsOf(SnapshotSpec spec, string where, CancellationToken cancellationToken)
    {
        using var result = connection.Query($"SELECT epoch_us(max(CAST({Moment(spec)} AS TIMESTAMP))) FROM kept WHERE {where}", cancellationToken);
        return result.ReadRows()[0][0] is long microseconds ? DateTimeOffset.UnixEpoch.AddMicroseconds(microseconds) : null;
    }

    private static List<Column> Columns(SnapshotSpec spec, LookupPolicy policy)
    {
        var without = policy.Entity.Append(spec.EventTime).Append(spec.Label?.Column).ToHashSet();
        var wanted = policy.Columns;
        return [.. spec.Columns.Where(column => wanted?.Contains(column.Name) ?? !without.Contains(column.Name))];
    }

    private static string Value(Column column)
    {
        var name = SqlText.Identifier(column.Name);
        return column.Type switch
        {
            ColumnType.String => name,
            ColumnType.Timestamp or ColumnType.Date => $"CAST(epoch({name}) AS DOUBLE)",
            _ => $"CAST({name} AS DOUBLE)",
        };
    }

    private static string Moment(SnapshotSpec spec) => SqlText.Identifier(spec.EventTime!);

    private static bool IsText(LookupDescription description, int column) =>
        (column < description.Entity.Count ? description.Entity[column] : description.Columns[column - description.Entity.Count]).Type == ColumnType.String;
}
