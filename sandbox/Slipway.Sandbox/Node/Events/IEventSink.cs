using Slipway.Kubernetes.Resources;

namespace Slipway.Sandbox.Node.Events;

/// <summary>Tells people what happened to an object.</summary>
internal interface IEventSink
{
    /// <summary>Records an event; returns at once.</summary>
    /// <param name="about">The object.</param>
    /// <param name="warning">True for what needs attention.</param>
    /// <param name="reason">One word.</param>
    /// <param name="message">One sentence.</param>
    /// <param name="container">Name of the container that it is about.</param>
    void Record(IKubernetesObject about, bool warning, string reason, string message, string? container = null);
}
