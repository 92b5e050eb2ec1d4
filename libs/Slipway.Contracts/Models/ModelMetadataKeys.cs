namespace Slipway.Contracts.Models;

/// <summary>Keys of the custom metadata map inside an ONNX file that Slipway writes, so that a file says what it is without its manifest.</summary>
public static class ModelMetadataKeys
{
    /// <summary>Name of the model.</summary>
    public const string Model = "slipway.model";

    /// <summary>Version within the model.</summary>
    public const string Version = "slipway.version";

    /// <summary>Digest of the feature definition that was compiled into the graph.</summary>
    public const string FeatureDigest = "slipway.feature_digest";
}
