namespace Slipway.Kubernetes.Resources;

/// <summary>Limits how many pods may be taken away at once.</summary>
public sealed record PodDisruptionBudget() : KubernetesObject("policy/v1", "PodDisruptionBudget")
{
    /// <summary>What is wanted.</summary>
    public PodDisruptionBudgetSpec? Spec { get; init; }
}

/// <summary>Specification of a <see cref="PodDisruptionBudget"/>.</summary>
public sealed record PodDisruptionBudgetSpec
{
    /// <summary>Number or share of pods that must stay.</summary>
    public IntOrString? MinAvailable { get; init; }

    /// <summary>Number or share of pods that may be missing.</summary>
    public IntOrString? MaxUnavailable { get; init; }

    /// <summary>Selects the pods.</summary>
    public LabelSelector? Selector { get; init; }
}
