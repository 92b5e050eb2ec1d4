using Slipway.Kubernetes.Resources;

namespace Slipway.Sandbox.Controllers.Common;

/// <summary>Tells whether labels are selected.</summary>
internal static class Selection
{
    /// <summary>True if the object has all the labels; an empty selector selects nothing, as in services.</summary>
    public static bool Matches(IReadOnlyDictionary<string, string>? selector, IKubernetesObject resource) =>
        selector is { Count: > 0 } && selector.All(wanted => resource.Label(wanted.Key) == wanted.Value);
}
