using Slipway.Contracts.Models;

namespace Slipway.Server.Predictor.Loading;

/// <summary>A model file on local disk whose digest has been verified, and its manifest where there is one.</summary>
internal sealed record CachedModel(string Path, string Digest, ModelManifest? Manifest);
