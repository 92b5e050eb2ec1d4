namespace Slipway.Contracts.Data;

/// <summary>How persons are protected in one version.</summary>
public sealed record PrivacyReport
{
    /// <summary>Tells pseudonymisation keys apart and gives none of them away; versions with equal ones have comparable pseudonyms.</summary>
    public string? KeyId { get; init; }

    /// <summary>How many rows share the values of the quasi-identifiers.</summary>
    public AnonymityReport? Anonymity { get; init; }

    /// <summary>Somebody's word that no personal data is stored.</summary>
    public Attestation? NoPersonalData { get; init; }
}

/// <summary>Groups of rows that have the same quasi-identifiers; a missing value counts as a value.</summary>
public sealed record AnonymityReport
{
    /// <summary>The quasi-identifiers.</summary>
    public required IReadOnlyList<string> QuasiIdentifiers { get; init; }

    /// <summary>Fewest rows that a group should have.</summary>
    public required int K { get; init; }

    /// <summary>Number of groups.</summary>
    public required long Groups { get; init; }

    /// <summary>Rows of the smallest group.</summary>
    public required long Smallest { get; init; }

    /// <summary>Groups with fewer than <see cref="K"/> rows.</summary>
    public required long GroupsBelow { get; init; }

    /// <summary>Rows in those groups.</summary>
    public required long RowsBelow { get; init; }
}
