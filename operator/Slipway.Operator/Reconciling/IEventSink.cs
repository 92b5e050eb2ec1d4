using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Reconciling;

/// <summary>Where events go.</summary>
internal interface IEventSink
{
    /// <summary>Tells of something that happened to an object; never fails and never waits.</summary>
    void Publish(IKubernetesObject regarding, PlannedEvent happened);
}
