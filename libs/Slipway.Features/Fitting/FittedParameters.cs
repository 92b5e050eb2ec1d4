using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Features;

/// <summary>Everything that the features took from the training split. It belongs to one definition and is stored with the model.</summary>
/// <remarks>Guarantees: all numbers are finite; keys are in ordinal order, so equal parameters have equal JSON.</remarks>
public sealed record FittedParameters
{
    /// <summary>Digest of the definition for which the parameters were fitted, <c>sha256:...</c>.</summary>
    public required string FeatureDigest { get; init; }

    /// <summary>Single numbers by statistic key, such as a mean.</summary>
    public SortedDictionary<string, double> Numbers { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Lists of numbers by statistic key, such as quantiles.</summary>
    public SortedDictionary<string, double[]> Lists { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Categories by statistic key, most frequent first.</summary>
    public SortedDictionary<string, FittedCategory[]> Categories { get; init; } = new(StringComparer.Ordinal);

    /// <summary>The parameters as indented JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, FittedParametersJson.Default.FittedParameters);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="JsonException">The text is no such JSON.</exception>
    public static FittedParameters FromJson(string json) =>
        JsonSerializer.Deserialize(json, FittedParametersJson.Default.FittedParameters)
        ?? throw new JsonException("The fitted parameters are the JSON value null; fit the features again.");
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(FittedParameters))]
internal sealed partial class FittedParametersJson : JsonSerializerContext;
