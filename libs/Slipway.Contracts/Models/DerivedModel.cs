using Slipway.Contracts.Training;

namespace Slipway.Contracts.Models;

/// <summary>The model that a version was derived from.</summary>
public sealed record DerivedModel
{
    /// <summary>How it was derived.</summary>
    public required CompressionMethod Method { get; init; }

    /// <summary>URI of that model's file.</summary>
    public required string Uri { get; init; }

    /// <summary>Digest of that file.</summary>
    public required string Digest { get; init; }
}
