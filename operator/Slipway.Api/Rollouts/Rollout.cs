using Slipway.Kubernetes.Resources;

namespace Slipway.Api.Rollouts;

/// <summary>Serves a model and moves traffic to a new version step by step, on evidence.</summary>
[CustomResource("rollouts", "sro")]
[PrinterColumn("Ready", ".status.conditions[?(@.type==\"Ready\")].status")]
[PrinterColumn("Phase", ".status.phase")]
[PrinterColumn("Step", ".status.step")]
[PrinterColumn("Weight", ".status.candidate.weight", "integer")]
[PrinterColumn("Stable", ".status.stable.version")]
[PrinterColumn("Candidate", ".status.candidate.version")]
[PrinterColumn("Message", ".status.conditions[?(@.type==\"Ready\")].message")]
public sealed record Rollout() : KubernetesObject(SlipwayApi.GroupVersion, "Rollout"), ISlipwayObject<RolloutStatus>
{
    /// <summary>What to serve and how to change it.</summary>
    public required RolloutSpec Spec { get; init; }

    /// <summary>What is served and what is being changed.</summary>
    public RolloutStatus? Status { get; init; }
}
