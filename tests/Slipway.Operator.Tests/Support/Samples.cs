using System.Text.Json;
using Slipway.Api;
using Slipway.Api.Datasets;
using Slipway.Api.FeatureSets;
using Slipway.Api.ModelVersions;
using Slipway.Api.TrainingJobs;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Features;
using Slipway.Contracts.Models;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Tests.Support;

/// <summary>Sound objects of each kind, as a user writes them; tests change what they are about.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    public static OperatorSettings Settings { get; } = new()
    {
        TrainerImage = "slipway/trainer:1", ServerImage = "slipway/server:1", ArtifactStore = "s3://store", Prometheus = new Uri("http://127.0.0.1:1/"),
    };

    public static ObjectMeta Meta(string name, string place = "shop") =>
        new() { Name = name, Namespace = place, Uid = $"uid-{name}", Generation = 1, ResourceVersion = "1", CreationTimestamp = Now };

    public static Dataset Clicks(string name = "clicks") => new()
    {
        Metadata = Meta(name),
        Spec = new DatasetSpec
        {
            Owner = "shop",
            Source = new DataSource { Uri = "s3://shop/clicks/*.csv" },
            EventTime = "at",
            Label = new Label { Column = "clicked" },
            Schema = new DatasetSchema
            {
                Columns =
                [
                    new Column { Name = "at", Type = ColumnType.Timestamp },
                    new Column { Name = "country", Type = ColumnType.String, Nullable = true },
                    new Column { Name = "price", Type = ColumnType.Float64, Minimum = 0 },
                    new Column { Name = "clicked", Type = ColumnType.Boolean },
                ],
            },
        },
    };

    public static FeatureSet Features() => new()
    {
        Metadata = Meta("click-features"),
        Spec = new FeatureSetSpec
        {
            Owner = "shop", Dataset = "clicks",
            Features = [new Feature { Name = "log_price", Expr = "log1p(price)", Description = "price on a log scale", Author = "ada", Reason = "skewed" }, new Feature { Name = "price" }],
        },
    };

    public static TrainingJob Training() => new()
    {
        Metadata = Meta("click-model"),
        Spec = new TrainingJobSpec
        {
            Model = "clicks", Owner = "shop", Dataset = "clicks", FeatureSet = "click-features",
            Hyperparameters = new Dictionary<string, JsonElement> { ["max_depth"] = Json("4"), ["eta"] = Json("0.3") },
            Gates = [new Gate { Metric = "roc_auc", Min = 0.6 }],
        },
    };

    public static ModelVersion Version(string version = "v1") => new()
    {
        Metadata = Meta($"clicks-{version}"),
        Spec = new ModelVersionSpec
        {
            Model = "clicks", Version = version, Owner = "shop", Artifact = Artifact(), Metrics = [Auc(0.81)], Threshold = 0.4, Card = Card(),
            Gates = [new GateResult { Gate = "roc_auc", Passed = true, Mode = GateMode.Required, Message = "roc_auc 0.81 >= 0.6" }],
        },
    };

    public static string Digest(char digit) => "sha256:" + new string(digit, 64);

    public static MetricValue Auc(double? value, string? slice = null) => new() { Metric = "roc_auc", Value = value, N = 1000, Slice = slice };

    public static ModelArtifact Artifact(char digit = 'a') => new() { Uri = "s3://store/models/model.onnx", Digest = Digest(digit), Size = 1234 };

    public static ModelCardFile Card() => new() { Uri = "s3://store/models/card.html", Digest = Digest('c') };

    public static StepResult Snapshot(char digit = 'd', long rows = 900, long rejected = 4) => new()
    {
        Step = "snapshot",
        Outcome = StepOutcome.Succeeded,
        Snapshot = new SnapshotResult
        {
            Digest = Digest(digit), ManifestUri = $"s3://store/{digit}/manifest.json", Bytes = 4096,
            Rows = new RowCounts { Read = rows + 100 + rejected, Rejected = rejected, Train = rows, Validation = 50, Test = 50 },
        },
    };

    public static StepResult Trained(double auc = 0.81) => new()
    {
        Step = "train",
        Outcome = StepOutcome.Succeeded,
        Train = new TrainResult
        {
            Artifact = Artifact(), ManifestUri = "s3://store/models/manifest.json", Card = Card(), Metrics = [Auc(auc)], Rows = 900, RowsPerSecond = 123456, Threshold = 0.4,
            Gates = [new GateResult { Gate = "roc_auc", Passed = auc >= 0.6, Mode = GateMode.Required, Message = $"roc_auc {auc} against min 0.6" }],
            Engines = new Dictionary<string, string> { ["xgboost"] = "1.7.4" },
        },
    };

    public static StepResult Error(string step, StepOutcome outcome, string reason, string message, string remedy) =>
        new() { Step = step, Outcome = outcome, Error = new StepError { Reason = reason, Message = message, Remedy = remedy } };

    public static string Text(StepResult result) => JsonSerializer.Serialize(result, ContractsJson.Default.StepResult);

    public static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement.Clone();

    /// <summary>The object as a user sends it: without what only a server sets.</summary>
    public static T ToSend<T>(T resource, string place) where T : KubernetesObject =>
        resource with { Metadata = new ObjectMeta { Name = resource.Metadata.Name, Namespace = place, Labels = resource.Metadata.Labels, Annotations = resource.Metadata.Annotations } };
}
