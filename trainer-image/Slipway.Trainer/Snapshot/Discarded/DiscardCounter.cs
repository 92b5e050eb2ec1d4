using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.DuckDb;
using Slipway.Trainer.Snapshot.Checks;

namespace Slipway.Trainer.Snapshot.Discarded;

/// <summary>Counts rows that are not kept by reason, file, slice and period, while they are still there to be counted. The counts lie in tables of the engine.</summary>
internal sealed class DiscardCounter(Connection connection, SnapshotSpec spec)
{
    private const int MaxListed = 50;

    // So large a part of a day's duplicates in one hour makes the hour the thing to name.
    private const double ShareOfHour = 0.9;

    private DuplicatePeriod? period;

    /// <summary>Counts rejected rows by slice; asked while they are still among the staged ones.</summary>
    /// <param name="slices">Slices whose columns the staged rows have.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public void CountRejected(IReadOnlyList<Slice>? slices, CancellationToken cancellationToken)
    {
        connection.Execute("CREATE TABLE slice_discards (slice VARCHAR, \"value\" VARCHAR, reason VARCHAR, \"rows\" BIGINT)", cancellationToken);
        foreach (var slice in SliceColumns(slices))
        {
            connection.Execute(
                $"INSERT INTO slice_discards SELECT {SqlText.Literal(slice)}, {Text(slice)}, {EngineColumns.Reason}, count(*) FROM staged WHERE {EngineColumns.Reason} IS NOT NULL GROUP BY ALL",
                cancellationToken);
        }
    }

    /// <summary>Counts rows by slice and hour before duplicates are dropped.</summary>
    public void BeforeDuplicates(CancellationToken cancellationToken)
    {
        if (spec.Key is not { Count: > 0 }) return;
        foreach (var (index, slice) in SliceColumns().Index()) connection.Execute($"CREATE TABLE slice_read_{index} AS {BySlice(slice)}", cancellationToken);
        if (spec.EventTime is { } time) connection.Execute($"CREATE TABLE hours_read AS {ByHour(time)}", cancellationToken);
    }

    /// <summary>Counts again, and takes the difference for duplicates.</summary>
    public void AfterDuplicates(long duplicates, CancellationToken cancellationToken)
    {
        if (duplicates == 0) return;
        foreach (var (index, slice) in SliceColumns().Index())
        {
            connection.Execute(
                $"""
                INSERT INTO slice_discards SELECT {SqlText.Literal(slice)}, was.v, 'Duplicate', was.n - coalesce(now.n, 0)
                FROM slice_read_{index} AS was LEFT JOIN ({BySlice(slice)}) AS now ON now.v IS NOT DISTINCT FROM was.v WHERE was.n > coalesce(now.n, 0)
                """, cancellationToken);
        }

        if (spec.EventTime is { } time) period = WorstPeriod(time, cancellationToken);
    }

    /// <summary>What the manifest says; null when every row was kept.</summary>
    public Discards? Report(CancellationToken cancellationToken)
    {
        // SQL sources have no files, hence no table of their names.
        var named = connection.Scalar<long>("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'source_files'", cancellationToken) > 0;
        var files = named
            ? Read($"SELECT concat_ws(':', \"column\", reason) AS r, coalesce(uri, file) AS f, NULL, CAST(sum(\"rows\") AS BIGINT) AS n FROM quarantine LEFT JOIN source_files ON path = file GROUP BY ALL ORDER BY n DESC, r, f LIMIT {MaxListed}", cancellationToken)
            : [];
        var slices = Read(
            $"""
            SELECT reason, NULL, concat_ws('=', slice, "value"), "rows" FROM slice_discards
            QUALIFY row_number() OVER (PARTITION BY slice ORDER BY "rows" DESC, reason, "value") <= {MaxListed} ORDER BY slice, "rows" DESC, reason, "value"
            """, cancellationToken);
        return files.Count + slices.Count == 0 && period is null ? null : new Discards
        {
            Files = files.Count > 0 ? files : null, Slices = slices.Count > 0 ? slices : null, DuplicatePeriod = period,
        };
    }

    /// <summary>The period that lost most rows as duplicates.</summary>
    public DuplicatePeriod? DuplicatePeriod => period;

    private DuplicatePeriod? WorstPeriod(string time, CancellationToken cancellationToken)
    {
        using var result = connection.Query(
            $"""
            SELECT epoch(date_trunc('day', h)) AS d, CAST(sum(n - k) AS BIGINT) AS lost, CAST(sum(k) AS BIGINT), epoch(arg_max(h, n - k)), CAST(max(n - k) AS BIGINT), CAST(arg_max(k, n - k) AS BIGINT)
            FROM (SELECT was.h, was.n, coalesce(now.n, 0) AS k FROM hours_read AS was LEFT JOIN ({ByHour(time)}) AS now USING (h)) GROUP BY date_trunc('day', h) ORDER BY lost DESC, d LIMIT 1
            """, cancellationToken);
        if (result.ReadRows() is not [[var day, long lost, long kept, var hour, long lostInHour, long keptInHour]] || lost == 0) return null;
        var isHour = lostInHour >= ShareOfHour * lost && spec.Columns.First(column => column.Name == time).Type == ColumnType.Timestamp;
        return new DuplicatePeriod
        {
            Start = DateTimeOffset.UnixEpoch.AddSeconds(Convert.ToDouble(isHour ? hour : day, CultureInfo.InvariantCulture)),
            Period = isHour ? CoveragePeriod.Hour : CoveragePeriod.Day,
            Duplicates = isHour ? lostInHour : lost,
            Kept = isHour ? keptInHour : kept,
        };
    }

    private List<Discard> Read(string sql, CancellationToken cancellationToken)
    {
        using var result = connection.Query(sql, cancellationToken);
        return [.. result.ReadRows().Select(row => new Discard { Reason = (string)row[0]!, File = row[1] as string, Slice = row[2] as string, Rows = (long)row[3]! })];
    }

    private IEnumerable<string> SliceColumns() => SliceColumns(spec.Slices);

    private static IEnumerable<string> SliceColumns(IReadOnlyList<Slice>? slices) => (slices ?? []).Select(slice => slice.Column).Distinct(StringComparer.Ordinal);

    private static string BySlice(string slice) => $"SELECT {Text(slice)} AS v, count(*) AS n FROM staged GROUP BY 1";

    private static string ByHour(string time) => $"SELECT date_trunc('hour', {PastEvents.Time(time)}) AS h, count(*) AS n FROM staged WHERE {SqlText.Identifier(time)} IS NOT NULL GROUP BY 1";

    private static string Text(string column) => $"CAST({SqlText.Identifier(column)} AS VARCHAR)";
}
