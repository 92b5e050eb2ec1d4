using Slipway.Contracts.Data;
using Slipway.DuckDb;

namespace Slipway.Trainer.Snapshot.Privacy;

/// <summary>Protection of rows on their way into the engine: nothing behind it ever sees a value that is dropped or pseudonymised.</summary>
internal sealed class RowProtection
{
    /// <summary>Hexadecimal digits of a pseudonym: 128 bits.</summary>
    public const int PseudonymDigits = 32;

    private readonly IReadOnlyList<Column> pseudonymised;

    public RowProtection(IReadOnlyList<Column> columns, PseudonymKey? key)
    {
        pseudonymised = [.. columns.Where(column => column.Protection?.Method == ProtectionMethod.Pseudonymise)];
        RejectsLater = columns.Any(column => column.Protection?.Method == ProtectionMethod.PseudonymisePrefix);
        IsNeeded = columns.Any(column => column.Protection is not null);
        Parameters = pseudonymised.Count == 0 ? [] : KeyedDigest.Parameters(key!.ForDigests);
    }

    /// <summary>Whether any column is protected; then no text of a rejected row is kept.</summary>
    public bool IsNeeded { get; }

    /// <summary>Whether rows can still be rejected after they were staged, so that each has to remember its file.</summary>
    public bool RejectsLater { get; }

    /// <summary>Values of the parameters in <see cref="Select"/>.</summary>
    public object?[] Parameters { get; }

    /// <summary>The select list that puts pseudonyms in the place of values.</summary>
    public string Select => pseudonymised.Count == 0 ? "*" : $"* REPLACE ({string.Join(", ", pseudonymised.Select(Pseudonym))})";

    /// <summary>SQL of the pseudonym of a typed value; the statement takes <see cref="KeyedDigest.Parameters"/>.</summary>
    public static string Pseudonym(string value) => $"CASE WHEN {value} IS NOT NULL THEN left({KeyedDigest.Sql($"CAST({value} AS VARCHAR)")}, {PseudonymDigits}) END";

    private static string Pseudonym(Column column) => $"{Pseudonym(SqlText.Identifier(column.Name))} AS {SqlText.Identifier(column.Name)}";
}
