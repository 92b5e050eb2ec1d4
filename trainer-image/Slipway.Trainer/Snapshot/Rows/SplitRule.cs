using Slipway.Contracts.Data;
using Slipway.DuckDb;
using static System.FormattableString;

namespace Slipway.Trainer.Snapshot.Rows;

/// <summary>The SQL that puts each row into one split.</summary>
internal static class SplitRule
{
    public const int Train = 0;
    public const int Validation = 1;
    public const int Test = 2;

    /// <summary>
    /// A row's bucket from 0 to 99: the first eight bytes of MD5(salt, bar, key text) as a little-endian number, modulo 100. Any language can compute it.
    /// </summary>
    public static string Bucket(SplitPolicy policy, IReadOnlyList<Column> keyColumns) =>
        $"CAST({RowHash.FirstBytes($"concat({SqlText.Literal(policy.Salt)}, '|', {RowText.Parts(keyColumns)})")} % 100 AS UTINYINT)";

    /// <summary>Columns that the hash is taken of: the policy's key, else the dataset's key, else all.</summary>
    public static IReadOnlyList<Column> KeyColumns(SplitPolicy policy, IReadOnlyList<string>? key, IReadOnlyList<Column> columns)
    {
        if (policy.Key is { } one) return [columns.First(column => column.Name == one)];
        return key is { Count: > 0 } ? [.. key.Select(name => columns.First(column => column.Name == name))] : columns;
    }

    /// <summary>The split of a bucket. The test range comes first, so that a change of the validation share moves no row into or out of the test split.</summary>
    public static string OfBucket(SplitPolicy policy) => Invariant(
        $"CASE WHEN {EngineColumns.Bucket} < {policy.TestPercent} THEN {Test} WHEN {EngineColumns.Bucket} < {policy.TestPercent + policy.ValidationPercent} THEN {Validation} ELSE {Train} END");

    /// <summary>The split of an event time, by the first moments of the validation and test periods.</summary>
    public static string OfTime(string eventTime, DateTime validationStart, DateTime testStart) =>
        $"CASE WHEN {SqlText.Identifier(eventTime)} >= {Moment(testStart)} THEN {Test} WHEN {SqlText.Identifier(eventTime)} >= {Moment(validationStart)} THEN {Validation} ELSE {Train} END";

    private static string Moment(DateTime time) => Invariant($"TIMESTAMP '{time:yyyy-MM-dd HH:mm:ss.ffffff}'");
}
