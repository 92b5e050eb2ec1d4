using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text;

namespace Slipway.Contracts.Data;

/// <summary>Values of one column by which rows are found.</summary>
public sealed record KeyMatch
{
    /// <summary>Column that is looked at.</summary>
    public required string Column { get; init; }

    /// <summary>A row is meant when the column has one of these values, written as in the source.</summary>
    [MinLength(1), MaxLength(1000)]
    public required IReadOnlyList<string> Values { get; init; }
}

/// <summary>Rows that a version must not have, because their deletion was asked for and is due.</summary>
public sealed record RowDeletion
{
    /// <summary>Name of the request.</summary>
    public required string Name { get; init; }

    /// <summary>A row goes when all of these hold.</summary>
    public required IReadOnlyList<KeyMatch> Match { get; init; }
}

/// <summary>Evidence that a version lacks the rows of a deletion request; it says nothing of the keys themselves.</summary>
public sealed record DeletionProof
{
    /// <summary>Name of the request.</summary>
    public required string Name { get; init; }

    /// <summary>Digest of the keys, by which a changed request is noticed.</summary>
    public required string KeysDigest { get; init; }

    /// <summary>Rows of the source that were removed, rejected ones included.</summary>
    public required long RowsRemoved { get; init; }

    /// <summary>Rejected rows of which no value could be matched, and whose text was removed because a key occurs in it.</summary>
    public long TextsCleared { get; init; }

    /// <summary>Rows with the keys that were counted in the written files: 0, or there would be no version.</summary>
    public required long Remaining { get; init; }
}

/// <summary>The digest of a request's keys.</summary>
/// <remarks>
/// Guarantees: neither the order of the columns nor that of the values matters.
/// Caveats: whoever can guess a key can verify the guess; treat the digest as personal where keys are short.
/// </remarks>
public static class DeletionKeys
{
    /// <summary><c>sha256:...</c> over the columns and values.</summary>
    public static string Digest(IReadOnlyList<KeyMatch> match)
    {
        var text = new StringBuilder("slipway deletion 1\n");
        foreach (var each in match.OrderBy(part => part.Column, StringComparer.Ordinal))
        {
            Add("column", each.Column);
            foreach (var value in each.Values.Order(StringComparer.Ordinal)) Add("value", value);
        }

        return "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));

        // Lengths keep a line break in a value from passing for two values.
        void Add(string what, string part) => text.Append(what).Append(' ').Append(part.Length).Append(' ').Append(part).Append('\n');
    }
}
