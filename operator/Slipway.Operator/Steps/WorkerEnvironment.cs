using System.Globalization;
using System.Text.Json.Nodes;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Steps;

/// <summary>Variables by which distributed workers find each other: torchrun's, torch.distributed's own, and those of the rabit tracker (XGBoost).</summary>
internal static class WorkerEnvironment
{
    public const int Port = 29500;

    public static IReadOnlyList<EnvVar> Of(StepTemplate step)
    {
        if (step.Workers <= 1) return [];
        var workers = step.Workers.ToString(CultureInfo.InvariantCulture);
        var port = Port.ToString(CultureInfo.InvariantCulture);
        var first = $"{step.Name}-0.{step.Name}";
        var processes = (step.Placement?.Gpu?.Count ?? 1).ToString(CultureInfo.InvariantCulture);
        return
        [
            Text("PET_NNODES", workers), Text("PET_NPROC_PER_NODE", processes), Index("PET_NODE_RANK"),
            Text("PET_MASTER_ADDR", first), Text("PET_MASTER_PORT", port),
            Text("MASTER_ADDR", first), Text("MASTER_PORT", port), Text("WORLD_SIZE", workers), Index("RANK"), Text("LOCAL_RANK", "0"),
            Text("DMLC_TRACKER_URI", first), Text("DMLC_TRACKER_PORT", port), Text("DMLC_NUM_WORKER", workers), Index("DMLC_TASK_ID"),
        ];
    }

    public static JsonObject Field(string path) => new() { ["fieldRef"] = new JsonObject { ["fieldPath"] = path } };

    private static EnvVar Text(string name, string value) => new() { Name = name, Value = value };

    private static EnvVar Index(string name) =>
        new() { Name = name, ValueFrom = Field("metadata.annotations['batch.kubernetes.io/job-completion-index']") };
}
