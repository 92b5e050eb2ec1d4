namespace Slipway.Contracts.Data;

/// <summary>How a version differs from the one that was current before it.</summary>
public sealed record ComparisonReport
{
    /// <summary>The version compared with.</summary>
    public required DatasetPin Previous { get; init; }

    /// <summary>Every value that could be computed, judged or not.</summary>
    public required IReadOnlyList<ComparedValue> Values { get; init; }
}

/// <summary>One value of a comparison.</summary>
public sealed record ComparedValue
{
    /// <summary>What is compared: <c>rowCount</c>, <c>ks</c> and so on, as in <c>spec.comparison</c>.</summary>
    public required string Check { get; init; }

    /// <summary>Column concerned.</summary>
    public string? Column { get; init; }

    /// <summary>Slice concerned, as <c>column=value</c>.</summary>
    public string? Slice { get; init; }

    /// <summary>Class of a text label concerned.</summary>
    public string? Class { get; init; }

    /// <summary>The distance, change or ratio.</summary>
    public required double Value { get; init; }

    /// <summary>The limit, on the side where the value lies.</summary>
    public required double Limit { get; init; }

    /// <summary>What two draws of the same data would differ by at these sizes.</summary>
    public double? Noise { get; init; }

    /// <summary>Whether there was enough data to judge the value, and its column is not ignored.</summary>
    public required bool Judged { get; init; }
}
