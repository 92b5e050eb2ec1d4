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

    /// <summary>What the entries of <see cref="ChecksOutput"/> count, as JSON.</summary>
    public const string Checks = "slipway.checks";

    /// <summary>Output of the graph that no client sees: for each check the rows of the request that it counted, INT64.</summary>
    public const string ChecksOutput = "slipway.checks";
}
