using Slipway.Kubernetes.Resources;

namespace Slipway.Api;

/// <summary>What every status of the five kinds has.</summary>
public interface ISlipwayStatus
{
    /// <summary>Generation of the spec that the status speaks of.</summary>
    long? ObservedGeneration { get; }

    /// <summary>Ready, Reconciling, Stalled and the kind's own.</summary>
    IReadOnlyList<Condition>? Conditions { get; }
}

/// <summary>An object of one of the five kinds.</summary>
/// <typeparam name="TStatus">Type of its status.</typeparam>
public interface ISlipwayObject<out TStatus> : IKubernetesObject where TStatus : class, ISlipwayStatus
{
    /// <summary>What the operator knows of it; null before the first pass.</summary>
    TStatus? Status { get; }
}
