namespace Slipway.Contracts.Training;

/// <summary>The model file of the version in use.</summary>
/// <param name="Version">The version.</param>
/// <param name="Uri">URI of the ONNX file.</param>
/// <param name="Digest">Its checksum, <c>sha256:...</c>.</param>
public sealed record ChampionModel(string Version, string Uri, string Digest);
