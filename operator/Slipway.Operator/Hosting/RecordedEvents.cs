using Slipway.Kubernetes.Events;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Reconciling;

namespace Slipway.Operator.Hosting;

/// <summary>Writes events as Kubernetes events.</summary>
internal sealed class RecordedEvents(IEventRecorder recorder) : IEventSink
{
    public void Publish(IKubernetesObject regarding, PlannedEvent happened)
    {
        if (happened.Warning) recorder.Warning(regarding, happened.Reason, happened.Message);
        else recorder.Normal(regarding, happened.Reason, happened.Message);
    }
}
