using System.Globalization;
using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Models;
using Slipway.Contracts.Steps;
using Slipway.Features;
using Slipway.Onnx;
using Slipway.Trainer.Training.Data;
using Slipway.XGBoost.Model;

namespace Slipway.Trainer.Training.Export;

/// <summary>Writes features, trees and labels as one graph from raw columns to predictions.</summary>
/// <remarks>Guarantees: the same features, trees and specification give the same bytes; nothing of the time, the run or the machine is inside.</remarks>
internal static class ModelExport
{
    internal static byte[] Write(TrainSpec spec, FittedFeatures features, XGBoostModel model, Target target, float threshold, IReadOnlyDictionary<string, string> engines)
    {
        var graph = new OnnxGraphBuilder(spec.Model);
        var (matrix, counts) = features.AppendWithChecksTo(graph);
        var scores = TransformNodes.Add(graph, TreeEnsembleNodes.Add(graph, matrix, model), model.Transform);
        OutputNodes.Add(graph, scores, target.Task, target.Classes, threshold);
        // The last output, so that the positions of those that clients see are the same with it and without it.
        graph.AddOutput(ModelMetadataKeys.ChecksOutput, counts, OnnxElement.Int64, features.ServedChecks.Count);
        graph.SetMetadata(ModelMetadataKeys.Checks, JsonSerializer.Serialize(features.ServedChecks, ContractsJson.Default.IReadOnlyListFeatureCheck));
        foreach (var (key, value) in Metadata(spec, features, target, threshold, engines)) graph.SetMetadata($"slipway.{key}", value);
        return graph.Build();
    }

    private static IEnumerable<(string Key, string Value)> Metadata(
        TrainSpec spec, FittedFeatures features, Target target, float threshold, IReadOnlyDictionary<string, string> engines)
    {
        yield return ("model", spec.Model);
        yield return ("version", spec.Version);
        yield return ("task", target.Task.ToString());
        yield return ("dataset", spec.Dataset.Name);
        yield return ("dataset_digest", spec.Dataset.Digest);
        yield return ("feature_digest", features.Fitted.FeatureDigest);
        yield return ("seed", spec.Seed.ToString(CultureInfo.InvariantCulture));
        if (spec.ConfigurationDigest is { } configuration) yield return ("configuration_digest", configuration);
        foreach (var (engine, version) in engines) yield return ($"engine.{engine}", version);
        if (target.Classes.Count == 0) yield break;
        yield return ("classes", JsonSerializer.Serialize([.. target.Classes], ExportJson.Default.StringArray));
        if (target.Classes.Count == 2) yield return ("threshold", threshold.ToString("R", CultureInfo.InvariantCulture));
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(string[]))]
internal sealed partial class ExportJson : System.Text.Json.Serialization.JsonSerializerContext;
