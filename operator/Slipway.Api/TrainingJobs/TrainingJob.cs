using Slipway.Kubernetes.Resources;

namespace Slipway.Api.TrainingJobs;

/// <summary>How a model is trained. A change of its data, features or configuration makes a new run, each good run a ModelVersion.</summary>
[CustomResource("trainingjobs", "stj")]
[PrinterColumn("Ready", ".status.conditions[?(@.type==\"Ready\")].status")]
[PrinterColumn("Phase", ".status.phase")]
[PrinterColumn("Model", ".spec.model")]
[PrinterColumn("Progress", ".status.progress")]
[PrinterColumn("Latest", ".status.latestVersion")]
[PrinterColumn("Message", ".status.conditions[?(@.type==\"Ready\")].message")]
public sealed record TrainingJob() : KubernetesObject(SlipwayApi.GroupVersion, "TrainingJob"), ISlipwayObject<TrainingJobStatus>
{
    /// <summary>What to train, on what, with what.</summary>
    public required TrainingJobSpec Spec { get; init; }

    /// <summary>The runs.</summary>
    public TrainingJobStatus? Status { get; init; }
}
