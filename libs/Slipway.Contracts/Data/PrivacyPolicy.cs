using System.ComponentModel.DataAnnotations;

namespace Slipway.Contracts.Data;

/// <summary>How persons are protected in a dataset, besides the protection of each column.</summary>
public sealed record PrivacyPolicy
{
    /// <summary>Key of the pseudonyms: at least 32 bytes of a Secret in the same namespace. Datasets with the same key have the same pseudonyms, so that they can be joined.</summary>
    public SecretKey? PseudonymisationKeyRef { get; init; }

    /// <summary>Columns that together could tell who a row is about, such as postcode, year of birth and sex.</summary>
    [MinLength(1)]
    public IReadOnlyList<string>? QuasiIdentifiers { get; init; }

    /// <summary>Fewest rows that have to share the values of <see cref="QuasiIdentifiers"/> (k-anonymity).</summary>
    [Range(2, 1_000_000)]
    public int K { get; set; } = 5;

    /// <summary>What a smaller group means. Default Error.</summary>
    public Severity? Severity { get; init; }

    /// <summary>Last day (UTC) until which this was reviewed; afterwards the condition <c>PrivacyReviewed</c> is False.</summary>
    public DateOnly? ReviewBy { get; init; }

    /// <summary>Somebody's word that no personal data is stored. A column that is Personal and not protected contradicts it.</summary>
    public Attestation? NoPersonalData { get; init; }
}

/// <summary>One key of a Secret.</summary>
public sealed record SecretKey
{
    /// <summary>Name of the Secret.</summary>
    [StringLength(253, MinimumLength = 1)]
    public required string Name { get; init; }

    /// <summary>Key within the Secret.</summary>
    [StringLength(253, MinimumLength = 1)]
    public required string Key { get; init; }
}

/// <summary>Who stands for a statement.</summary>
public sealed record Attestation
{
    /// <summary>Person or account.</summary>
    [StringLength(253, MinimumLength = 1)]
    public required string By { get; init; }

    /// <summary>Day on which it was said.</summary>
    public required DateOnly At { get; init; }
}
