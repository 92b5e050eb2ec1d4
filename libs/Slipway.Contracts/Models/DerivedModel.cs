using Slipway.Contracts.Training;

namespace Slipway.Contracts.Models;

/// <summary>The model that a version was derived from.</summary>
/// <param name="Method">How it was derived.</param>
/// <param name="Uri">URI of that model's file.</param>
/// <param name="Digest">Digest of that file.</param>
public sealed record DerivedModel(CompressionMethod Method, string Uri, string Digest);
