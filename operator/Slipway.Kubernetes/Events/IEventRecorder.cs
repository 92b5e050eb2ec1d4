using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Events;

/// <summary>Tells users what happens to their objects, where <c>kubectl describe</c> shows it.</summary>
public interface IEventRecorder
{
    /// <summary>Tells of something expected.</summary>
    /// <param name="about">The object.</param>
    /// <param name="reason">One CamelCase word.</param>
    /// <param name="message">A sentence; never with anything secret.</param>
    void Normal(IKubernetesObject about, string reason, string message);

    /// <summary>Tells of something that needs attention.</summary>
    /// <param name="about">The object.</param>
    /// <param name="reason">One CamelCase word.</param>
    /// <param name="message">A sentence; never with anything secret.</param>
    void Warning(IKubernetesObject about, string reason, string message);
}
