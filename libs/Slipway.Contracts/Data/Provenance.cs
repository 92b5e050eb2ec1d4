namespace Slipway.Contracts.Data;

/// <summary>Where data comes from and what may be done with it.</summary>
public sealed record Provenance
{
    /// <summary>The system or collection that the rows come from.</summary>
    public string? Source { get; init; }

    /// <summary>Whose data it is.</summary>
    public Party? Party { get; init; }

    /// <summary>Licence, by its SPDX identifier where it has one.</summary>
    public string? Licence { get; init; }

    /// <summary>Legal basis of processing, such as <c>Contract</c> or <c>Consent</c>.</summary>
    public string? LegalBasis { get; init; }

    /// <summary>Where the data may be stored and processed: ISO 3166 country codes. Absent: anywhere.</summary>
    public IReadOnlyList<string>? Jurisdictions { get; init; }
}

/// <summary>Whose data it is.</summary>
public enum Party
{
    /// <summary>Collected by the organisation itself.</summary>
    First,

    /// <summary>Collected by a partner from its own users.</summary>
    Second,

    /// <summary>Bought or public.</summary>
    Third,
}

/// <summary>What a dataset may be used for.</summary>
public enum DatasetRole
{
    /// <summary>May be trained on.</summary>
    Training,

    /// <summary>A fixed set with stored reference results; never trained on.</summary>
    Golden,

    /// <summary>Hard or rare cases; never trained on.</summary>
    Stress,

    /// <summary>A past period to test against; never trained on.</summary>
    Backtest,

    /// <summary>Rows changed on purpose to test behaviour; never trained on.</summary>
    Counterfactual,
}
