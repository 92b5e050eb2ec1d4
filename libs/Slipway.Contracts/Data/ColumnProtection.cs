using System.ComponentModel.DataAnnotations;

namespace Slipway.Contracts.Data;

/// <summary>What is done to the values of a column before anything of a row is written.</summary>
public sealed record ColumnProtection
{
    /// <summary>What is done.</summary>
    public required ProtectionMethod Method { get; init; }

    /// <summary>
    /// What parts a text into steps, of which the leading ones stay comparable, such as <c>.</c> of domain names; with PseudonymisePrefix. Absent: the values are IP addresses.
    /// </summary>
    [StringLength(1, MinimumLength = 1)]
    public string? Separator { get; init; }

    /// <summary>Whether the last part is the widest, as in <c>mail.example.org</c>; with <see cref="Separator"/>.</summary>
    public bool FromEnd { get; init; }
}

/// <summary>How a column is protected.</summary>
public enum ProtectionMethod
{
    /// <summary>The version does not have the column.</summary>
    Drop,

    /// <summary>Each value is replaced by 128 bits of a keyed digest (HMAC-SHA-256) as 32 hexadecimal digits: the same value under the same key gives the same pseudonym.</summary>
    Pseudonymise,

    /// <summary>As Pseudonymise, but two pseudonyms begin alike exactly as far as the values did: bits of IP addresses (Crypto-PAn), or parts of a text.</summary>
    PseudonymisePrefix,
}
