using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Steps.Scheduling;

/// <summary>Labels by which Kueue takes a job into a queue. They are the user's, on the object that the job is of, and are copied onto its Job.</summary>
internal static class QueueLabels
{
    /// <summary>Name of the LocalQueue.</summary>
    public const string Queue = "kueue.x-k8s.io/queue-name";

    private static readonly string[] Copied = [Queue, "kueue.x-k8s.io/priority-class", "kueue.x-k8s.io/max-exec-time-seconds"];

    /// <summary>Those that the object has; none without a queue.</summary>
    public static IReadOnlyDictionary<string, string> Of(IKubernetesObject owner) => string.IsNullOrEmpty(owner.Label(Queue))
        ? new Dictionary<string, string>()
        : Copied.Where(name => owner.Label(name) is not null).ToDictionary(name => name, name => owner.Label(name)!, StringComparer.Ordinal);
}
