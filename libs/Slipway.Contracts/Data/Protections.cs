namespace Slipway.Contracts.Data;

/// <summary>What protection makes of the columns of a source.</summary>
public static class Protections
{
    /// <summary>The columns that a version has: those that are dropped are gone, and pseudonyms are texts that no limit of the raw values speaks of.</summary>
    public static IReadOnlyList<Column> Published(IReadOnlyList<Column> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        return columns.All(column => column.Protection is null)
            ? columns
            : [.. columns.Where(column => column.Protection?.Method != ProtectionMethod.Drop).Select(column => column.Protection is null ? column : Pseudonym(column))];
    }

    /// <summary>Whether a column needs the key.</summary>
    public static bool NeedsKey(Column column) => column.Protection is { Method: not ProtectionMethod.Drop };

    /// <summary>Whether values of a column, as its source has them, must not be seen in messages.</summary>
    public static bool IsConfidential(Column column) => column.Sensitivity == Sensitivity.Personal || column.Protection is not null;

    /// <summary>What is contradictory in the protection of a column; null when it fits.</summary>
    public static (string Field, string Message)? Fault(Column column)
    {
        if (column.Protection is not { } protection) return null;
        var isPrefix = protection.Method == ProtectionMethod.PseudonymisePrefix;
        if (protection.Separator is not null && !isPrefix) return ("protection.separator", "parts the text of PseudonymisePrefix alone; remove it");
        if (protection.FromEnd && protection.Separator is null) return ("protection.fromEnd", "says in which order parts come, and there is no separator; add it, or remove this");
        return isPrefix && column.Type != ColumnType.String
            ? ("protection.method", $"PseudonymisePrefix is for text (IP addresses, or parts with a separator), and {column.Name} is {column.Type}; use Pseudonymise")
            : null;
    }

    private static Column Pseudonym(Column column) => column with
    {
        Type = ColumnType.String, Minimum = null, Maximum = null, MinLength = null, MaxLength = null, Pattern = null, AllowedValues = null, Unit = null,
    };
}
