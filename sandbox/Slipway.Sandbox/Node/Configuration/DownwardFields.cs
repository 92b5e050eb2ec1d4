using System.Globalization;
using Slipway.Kubernetes.Resources;

namespace Slipway.Sandbox.Node.Configuration;

/// <summary>What a pod may learn about itself through <c>fieldRef</c> and <c>resourceFieldRef</c>.</summary>
/// <param name="Pod">The pod.</param>
/// <param name="PodIP">Its address.</param>
/// <param name="HostIP">The node's address.</param>
internal sealed record DownwardFields(Pod Pod, string PodIP, string HostIP)
{
    /// <summary>The value of a field path.</summary>
    /// <exception cref="ConfigurationException">No such field.</exception>
    public string Field(string path) => path switch
    {
        "metadata.name" => Pod.Metadata.Name ?? "",
        "metadata.namespace" => Pod.Metadata.Namespace ?? "",
        "metadata.uid" => Pod.Metadata.Uid ?? "",
        "metadata.labels" => Lines(Pod.Metadata.Labels),
        "metadata.annotations" => Lines(Pod.Metadata.Annotations),
        "spec.nodeName" => Pod.Spec?.NodeName ?? "",
        "spec.serviceAccountName" => Pod.Spec?.ServiceAccountName ?? "default",
        "status.podIP" or "status.podIPs" => PodIP,
        "status.hostIP" or "status.hostIPs" => HostIP,
        _ when Subscript(path, "metadata.labels") is { } label => Pod.Label(label) ?? "",
        _ when Subscript(path, "metadata.annotations") is { } annotation => Pod.Annotation(annotation) ?? "",
        _ => throw new ConfigurationException(
            $"fieldRef \"{path}\" is not a field that pods can read; there are metadata.name, metadata.namespace, metadata.uid, metadata.labels['key'], "
            + "metadata.annotations['key'], spec.nodeName, spec.serviceAccountName, status.podIP, status.hostIP"),
    };

    /// <summary>A limit or request of a container, in units of the divisor, rounded up.</summary>
    /// <exception cref="ConfigurationException">No such container, or no such resource.</exception>
    public static string Resource(Container container, string resource, string? divisor)
    {
        var dot = resource.IndexOf('.', StringComparison.Ordinal);
        var (side, name) = dot < 0 ? (resource, "") : (resource[..dot], resource[(dot + 1)..]);
        var values = side switch
        {
            "limits" => container.Resources?.Limits,
            "requests" => container.Resources?.Requests,
            _ => throw new ConfigurationException($"resourceFieldRef \"{resource}\" must begin with limits. or requests."),
        };
        var amount = values?.GetValueOrDefault(name) is { } text ? Amount.Parse(text) : 0;
        var unit = divisor is null or "0" ? 1 : Amount.Parse(divisor);
        return Math.Ceiling(amount / unit).ToString("0", CultureInfo.InvariantCulture);
    }

    private static string? Subscript(string path, string map) =>
        path.StartsWith(map + "['", StringComparison.Ordinal) && path.EndsWith("']", StringComparison.Ordinal)
            ? path[(map.Length + 2)..^2]
            : null;

    private static string Lines(IReadOnlyDictionary<string, string>? map) => string.Join('\n', (map ?? new Dictionary<string, string>())
        .OrderBy(entry => entry.Key, StringComparer.Ordinal)
        .Select(entry => $"{entry.Key}=\"{entry.Value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""));
}
