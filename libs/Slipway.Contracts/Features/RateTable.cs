using System.ComponentModel.DataAnnotations;

namespace Slipway.Contracts.Features;

/// <summary>Rates that change from time to time, such as those of currencies; <c>rate(currency, bought_at, 'EUR')</c> looks one up as it was at a moment.</summary>
/// <remarks>Guarantees: the rates are part of the definition's digest and are stored with every model, so that serving uses those of training.</remarks>
public sealed record RateTable
{
    /// <summary>Name by which expressions call the table; for currencies the one that is converted to.</summary>
    [StringLength(63, MinimumLength = 1)]
    public required string Name { get; init; }

    /// <summary>Where the rates are from.</summary>
    public string? Description { get; init; }

    /// <summary>The rates, in any order.</summary>
    [MinLength(1)]
    public required IReadOnlyList<Rate> Rates { get; init; }
}

/// <summary>A rate from a moment on, until the next one of the same key.</summary>
public sealed record Rate
{
    /// <summary>What it is the rate of, such as a currency.</summary>
    [StringLength(253, MinimumLength = 1)]
    public required string Key { get; init; }

    /// <summary>First moment at which it holds.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>The rate: what one unit of the key is worth in the unit of the table.</summary>
    public required double Value { get; init; }
}
