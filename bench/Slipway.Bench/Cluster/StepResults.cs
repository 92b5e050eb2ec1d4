using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Models;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.Kubernetes.Resources;

namespace Slipway.Bench.Cluster;

/// <summary>What the steps of the yarn example say at their end, in their size.</summary>
internal static class StepResults
{
    private static readonly DateTimeOffset Day = new(2026, 10, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The termination message of a Job's pod.</summary>
    public static string Of(Job job) =>
        JsonSerializer.Serialize(job.Label("app.kubernetes.io/component") == "snapshot" ? Snapshot(job) : Trained(job), ContractsJson.Default.StepResult);

    private static StepResult Snapshot(Job job) => new()
    {
        Step = "snapshot",
        Outcome = StepOutcome.Succeeded,
        Snapshot = new SnapshotResult
        {
            Digest = Digest(job), ManifestUri = $"s3://models/slipway/datasets/{job.Metadata.Namespace}/{job.Metadata.Name}/manifest.json", Bytes = 4_812_345,
            Rows = new RowCounts { Read = 125_000, Rejected = 31, Train = 99_871, Validation = 12_532, Test = 12_566 },
            EventTimeMin = Day, EventTimeMax = Day.AddDays(7), Seconds = 8.4,
        },
    };

    private static StepResult Trained(Job job)
    {
        var folder = $"s3://models/slipway/models/{job.Metadata.Namespace}/{job.Metadata.Name}";
        return new StepResult
        {
            Step = "train",
            Outcome = StepOutcome.Succeeded,
            Train = new TrainResult
            {
                Artifact = new ModelArtifact { Uri = $"{folder}/model.onnx", Digest = Digest(job), Size = 120_469 },
                ManifestUri = $"{folder}/manifest.json",
                EvaluationUri = $"{folder}/evaluation.json",
                Threshold = 0.37,
                Metrics = [.. new[] { "roc_auc", "pr_auc", "log_loss", "brier", "accuracy", "f1", "ece" }.Select((name, i) => Metric(name, 0.81 - (0.07 * i)))],
                Gates =
                [
                    new GateResult { Gate = "roc_auc", Passed = true, Mode = GateMode.Required, Message = "roc_auc is 0.81: at least 0.6." },
                    new GateResult { Gate = "log_loss", Passed = true, Mode = GateMode.Required, Message = "log_loss is 0.31: better than the baseline's 0.39 by 0.08, at least 0.005." },
                ],
                Rows = 99_871, RowsPerSecond = 1_250_000, Seconds = 12.5, LearnerSeconds = 9.8,
                Engines = new Dictionary<string, string> { ["duckdb"] = "1.5.0", ["xgboost"] = "3.0.0", ["onnxruntime"] = "1.30.0" },
            },
        };
    }

    private static MetricValue Metric(string name, double value) =>
        new() { Metric = name, Split = Split.Test, Value = value, Low = value - 0.01, High = value + 0.01, N = 12_566 };

    private static string Digest(Job job) =>
        "sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(job.Metadata.Uid!)));
}
