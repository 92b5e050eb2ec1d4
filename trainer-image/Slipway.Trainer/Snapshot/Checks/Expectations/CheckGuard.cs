using System.Text.Json;
using Slipway.Contracts.Data;
using Slipway.DuckDb;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Snapshot.Checks.Expectations;

/// <summary>Reads the SQL of a check before the engine runs it: one SELECT over the tables that it may see, without functions that have effects or draw numbers.</summary>
/// <remarks>
/// Guarantees: no table but those named, no file, no setting, the same result for the same rows. Caveats: the engine's own lock (<see cref="EngineLock"/>) stands behind it.
/// </remarks>
internal sealed class CheckGuard(Connection connection)
{
    // The syntax tree has a level or two for each bracket.
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 1000 };
    private static readonly HashSet<string> AllowedTableFunctions = new(["range", "generate_series", "unnest"], StringComparer.OrdinalIgnoreCase);

    // The engine says of its functions whether they depend on the moment, and not of its macros and keywords.
    private static readonly string[] Ambient = ["ago", "pg_sleep", "current_setting", "getvariable", "getenv", "current_localtime", "current_localtimestamp"];
    private static readonly string[] Keywords = ["current_date", "current_time", "current_timestamp", "localtime", "localtimestamp"];

    private readonly Lazy<HashSet<string>> refused = new(() => Refused(connection));

    /// <summary>The names of the columns that the SQL reads.</summary>
    /// <exception cref="StepException">The check may not be run.</exception>
    public IReadOnlySet<string> Require(Check check, string field, string sql, IEnumerable<string> tables) => Require(sql, tables, why => Wrong(check, field, why));

    /// <summary>The names of the columns that SQL of another author than a check's reads.</summary>
    /// <param name="sql">The SQL.</param>
    /// <param name="tables">Tables that it may see.</param>
    /// <param name="wrong">Says in whose words it may not be run.</param>
    public IReadOnlySet<string> Require(string sql, IEnumerable<string> tables, Func<string, StepException> wrong)
    {
        using var document = JsonDocument.Parse(connection.Scalar<string>($"SELECT json_serialize_sql({SqlText.Literal(sql)})")!, Deep);
        var root = document.RootElement;
        if (root.GetProperty("error").GetBoolean()) throw wrong(root.GetProperty("error_message").GetString()!);
        if (root.GetProperty("statements").GetArrayLength() != 1) throw wrong("it has more than one statement");

        var parts = new SqlParts();
        parts.Read(root);
        var known = tables.Concat(parts.CommonTables).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (parts.Tables.FirstOrDefault(table => !known.Contains(table)) is { } table)
            throw wrong($"it reads '{table}', and may read {string.Join(", ", tables)} alone");
        if (parts.TableFunctions.FirstOrDefault(function => !AllowedTableFunctions.Contains(function)) is { } source) throw wrong($"it reads rows from {source}(), which a check may not");
        if ((parts.Functions.FirstOrDefault(refused.Value.Contains) ?? Keywords.FirstOrDefault(parts.Columns.Contains)) is { } effect)
            throw wrong($"it calls {effect}(), whose result is not decided by the rows");
        return parts.Columns;
    }

    /// <summary>The engine's words for a check that it cannot run.</summary>
    public static StepException Wrong(Check check, string field, string why, Exception? inner = null) => StepException.Invalid(
        "InvalidCheck", $"Check '{check.Name}': {field} cannot be used: {why.Split('\n')[0]}.",
        "Write a condition over the declared columns, such as discount <= price, or a SELECT over kept and the check's datasets that gives one number.", inner);

    private static HashSet<string> Refused(Connection connection)
    {
        using var result = connection.Query("SELECT DISTINCT function_name FROM duckdb_functions() WHERE stability IN ('VOLATILE', 'CONSISTENT_WITHIN_QUERY') AND function_name <> 'error'");
        return result.ReadRows().Select(row => (string)row[0]!).Concat(Ambient).ToHashSet(StringComparer.OrdinalIgnoreCase);
    }
}
