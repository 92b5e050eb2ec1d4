namespace Slipway.Contracts.Models;

/// <summary>The files of one model version.</summary>
public sealed record ModelFiles
{
    /// <summary>Model family.</summary>
    public required string Model { get; init; }

    /// <summary>Version within the family.</summary>
    public required string Version { get; init; }

    /// <summary>Checksum of the model file.</summary>
    public required string Digest { get; init; }

    /// <summary>URI of <c>manifest.json</c>, in the folder that goes.</summary>
    public required string ManifestUri { get; init; }
}
