using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Features;
using Slipway.Contracts.Models;
using Slipway.OnnxRuntime;

namespace Slipway.Server.Predictor.Loading;

/// <summary>What a model counts of the features of each request; its last output holds the counts, and no client sees it.</summary>
internal static class ServedChecks
{
    /// <exception cref="ModelRefusedException">The output and its description do not fit each other.</exception>
    public static IReadOnlyList<FeatureCheck> Of(OrtSession session)
    {
        var output = session.Outputs.Index().FirstOrDefault(pair => IsHidden(pair.Item));
        var described = session.Metadata.GetValueOrDefault(ModelMetadataKeys.Checks);
        if (output.Item is null && described is null) return [];
        var checks = described is null ? [] : Parse(described);
        if (output.Item is null || output.Index != session.Outputs.Count - 1 || output.Item.ElementType != OrtElementType.Int64 || !output.Item.Shape.SequenceEqual([checks.Count]))
            throw new ModelRefusedException(
                $"the model describes {checks.Count} feature checks (metadata {ModelMetadataKeys.Checks}), which need a last output {ModelMetadataKeys.ChecksOutput} of that many INT64; train the model again");
        return checks;
    }

    public static bool IsHidden(OrtTensorInfo output) => output.Name == ModelMetadataKeys.ChecksOutput;

    private static IReadOnlyList<FeatureCheck> Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, ContractsJson.Default.IReadOnlyListFeatureCheck) ?? [];
        }
        catch (JsonException wrong)
        {
            throw new ModelRefusedException($"the metadata {ModelMetadataKeys.Checks} of the model file is no list of feature checks: {wrong.Message}", wrong);
        }
    }
}
