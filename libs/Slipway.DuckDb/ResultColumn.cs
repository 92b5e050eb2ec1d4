namespace Slipway.DuckDb;

/// <summary>Name and type of a result column.</summary>
/// <param name="Name">Name in the result.</param>
/// <param name="Type">Logical type.</param>
public sealed record ResultColumn(string Name, DuckDbType Type)
{
    /// <summary>For DECIMAL: the integer type that holds the unscaled value.</summary>
    public DuckDbType DecimalStorage { get; init; }

    /// <summary>For DECIMAL: digits after the point.</summary>
    public int DecimalScale { get; init; }

    /// <summary>The type of the values as they lie in memory.</summary>
    internal DuckDbType Storage => Type == DuckDbType.Decimal ? DecimalStorage : Type;
}
