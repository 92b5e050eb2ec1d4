namespace Slipway.Contracts.Data;

/// <summary>A dataset version that a step reads: pinned by digest, found by URI.</summary>
public sealed record DatasetPin
{
    /// <summary>Name of the Dataset; <c>namespace/name</c> for one of another namespace than the reader's.</summary>
    public required string Name { get; init; }

    /// <summary>Digest of the version, <c>sha256:...</c>.</summary>
    public required string Digest { get; init; }

    /// <summary>URI of the version's <c>manifest.json</c>.</summary>
    public required string ManifestUri { get; init; }

    /// <summary>What of it may be read. Absent: all.</summary>
    public DatasetView? View { get; init; }
}
