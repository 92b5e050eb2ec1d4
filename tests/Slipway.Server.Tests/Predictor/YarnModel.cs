using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Features;
using Slipway.Contracts.Models;
using Slipway.Contracts.Training;
using Slipway.Features;
using Slipway.Onnx;
using Slipway.Storage;

namespace Slipway.Server.Tests.Predictor;

/// <summary>
/// A small model written to a folder of its own with its manifest: inputs price (required), discount and yarn; probability is the
/// logistic function of price + discount (a missing discount counts as 0), label repeats yarn, score is price / discount. With features
/// the model counts their checks, too.
/// </summary>
internal sealed class YarnModel : IDisposable
{
    public static readonly string FeatureDigest = "sha256:" + new string('f', 64);

    public YarnModel(
        string version = "v1", Func<ModelManifest, ModelManifest>? change = null, bool writeManifest = true, IReadOnlyList<Feature>? features = null, string? describedChecks = null)
    {
        Folder = Directory.CreateTempSubdirectory("slipway-model-").FullName;
        Bytes = Build(version, features, describedChecks);
        File.WriteAllBytes(Path, Bytes);
        Digest = Storage.Digest.Of(Bytes);
        var manifest = new ModelManifest
        {
            Model = "clicks",
            Version = version,
            Task = LearningTask.Binary,
            Artifact = new ModelArtifact { Uri = Uri, Digest = Digest, Size = Bytes.Length },
            Signature = new Signature
            {
                Inputs =
                [
                    new TensorSignature { Name = "price", Datatype = "FP64", Shape = [-1, 1], Required = true },
                    new TensorSignature { Name = "discount", Datatype = "FP64", Shape = [-1, 1] },
                    new TensorSignature { Name = "yarn", Datatype = "BYTES", Shape = [-1, 1] },
                ],
                Outputs =
                [
                    new TensorSignature { Name = "probability", Datatype = "FP32", Shape = [-1, 1] },
                    new TensorSignature { Name = "label", Datatype = "BYTES", Shape = [-1, 1] },
                    new TensorSignature { Name = "score", Datatype = "FP64", Shape = [-1, 1] },
                ],
            },
            Threshold = 0.25,
            Provenance = new ModelProvenance { FeatureDigest = FeatureDigest },
        };
        Manifest = change?.Invoke(manifest) ?? manifest;
        if (writeManifest)
            File.WriteAllBytes(System.IO.Path.Combine(Folder, "manifest.json"), JsonSerializer.SerializeToUtf8Bytes(Manifest, ContractsJson.Default.ModelManifest));
    }

    public string Folder { get; }

    public string Path => System.IO.Path.Combine(Folder, "model.onnx");

    public string Uri => "file://" + Path;

    public string Digest { get; }

    public byte[] Bytes { get; }

    public ModelManifest Manifest { get; }

    public static double Probability(double price, double discount) => 1 / (1 + Math.Exp(-(price + discount)));

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static byte[] Build(string version, IReadOnlyList<Feature>? features, string? describedChecks)
    {
        var graph = new OnnxGraphBuilder();
        graph.AddInput("price", OnnxElement.Float64, -1, 1);
        graph.AddInput("discount", OnnxElement.Float64, -1, 1);
        graph.AddInput("yarn", OnnxElement.Text, -1, 1);
        var zero = graph.AddConstant(OnnxTensor.Float64([0]));
        var discount = graph.AddNode("Where", [graph.AddNode("IsNaN", ["discount"]), zero, "discount"]);
        var sum = graph.AddNode("Cast", [graph.AddNode("Add", ["price", discount])], [OnnxAttribute.Int("to", (long)OnnxElement.Float32)]);
        graph.AddOutput("probability", graph.AddNode("Sigmoid", [sum], output: "probability"), OnnxElement.Float32, -1, 1);
        graph.AddOutput("label", "yarn", OnnxElement.Text, -1, 1);
        graph.AddOutput("score", graph.AddNode("Div", ["price", discount], output: "score"), OnnxElement.Float64, -1, 1);
        graph.SetMetadata(ModelMetadataKeys.FeatureDigest, FeatureDigest);
        graph.SetMetadata(ModelMetadataKeys.Version, version);
        if (features is not null) AddChecks(graph, features);
        if (describedChecks is not null) graph.SetMetadata(ModelMetadataKeys.Checks, describedChecks);
        return graph.Build();
    }

    /// <summary>The checks of features as the trainer writes them.</summary>
    private static void AddChecks(OnnxGraphBuilder graph, IReadOnlyList<Feature> features)
    {
        Column[] columns =
        [
            new() { Name = "price", Type = ColumnType.Float64 }, new() { Name = "discount", Type = ColumnType.Float64 }, new() { Name = "yarn", Type = ColumnType.String },
        ];
        var program = FeatureProgram.Compile(columns, features);
        var fitted = program.Bind(new FittedParameters { FeatureDigest = program.Digest });
        graph.AddOutput(ModelMetadataKeys.ChecksOutput, fitted.AppendWithChecksTo(graph).Counts, OnnxElement.Int64, fitted.ServedChecks.Count);
        graph.SetMetadata(ModelMetadataKeys.Checks, JsonSerializer.Serialize(fitted.ServedChecks, ContractsJson.Default.IReadOnlyListFeatureCheck));
    }
}
