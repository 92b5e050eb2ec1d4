namespace Slipway.Contracts.Data;

/// <summary>Rows kept in an earlier version.</summary>
public sealed record VersionRows
{
    /// <summary>Digest of the version.</summary>
    public required string Digest { get; init; }

    /// <summary>Rows kept.</summary>
    public required long Rows { get; init; }
}
