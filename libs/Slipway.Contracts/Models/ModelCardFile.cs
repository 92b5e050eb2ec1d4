namespace Slipway.Contracts.Models;

/// <summary>The model card: one HTML file without any other, for people who have to decide whether a version may serve.</summary>
public sealed record ModelCardFile
{
    /// <summary>URI of the page.</summary>
    public required string Uri { get; init; }

    /// <summary>SHA-256 of the page, as <c>sha256:</c> and 64 hexadecimal digits.</summary>
    public required string Digest { get; init; }
}
