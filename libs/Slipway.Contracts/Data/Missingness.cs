namespace Slipway.Contracts.Data;

/// <summary>How the missing values of a column depend on the label or on a slice.</summary>
/// <remarks>Caveats: whether they depend on the missing value itself (not at random) cannot be seen in the data.</remarks>
public sealed record Missingness
{
    /// <summary>Column with missing values.</summary>
    public required string Column { get; init; }

    /// <summary>Column that they are counted by.</summary>
    public required string By { get; init; }

    /// <summary>Effect size: Cramer's V of missing against value, 0 to 1.</summary>
    public required double CramersV { get; init; }

    /// <summary>Value with the smallest share of missing values, and that share in percent.</summary>
    public required MissingShare Least { get; init; }

    /// <summary>Value with the largest share of missing values, and that share in percent.</summary>
    public required MissingShare Most { get; init; }

    /// <summary>What the effect size hints at.</summary>
    public required MissingHint Hint { get; init; }
}

/// <summary>Missing values among the rows of one value.</summary>
public sealed record MissingShare
{
    /// <summary>The value as text.</summary>
    public required string Value { get; init; }

    /// <summary>Share of rows without a value in the column, in percent.</summary>
    public required double Percent { get; init; }
}

/// <summary>How values are missing, as far as it can be seen.</summary>
public enum MissingHint
{
    /// <summary>No dependence that matters: as if completely at random (MCAR).</summary>
    CompletelyAtRandom,

    /// <summary>Depends on the other column (MAR): leaving such rows out changes the data.</summary>
    DependsOnValue,
}
