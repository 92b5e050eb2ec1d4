using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Selectors;

namespace Slipway.Sandbox.ApiServer.Admission;

/// <summary>Whether a webhook wants to hear of a write. Rules are taken literally, as with matchPolicy Exact: a stored object has one version here.</summary>
internal static class WebhookMatch
{
    public static bool Concerns(JsonObject webhook, AdmissionAttempt attempt, JsonObject? home) =>
        webhook.ArrayAt("rules").Objects().Any(rule => Matches(rule, attempt))
        && NamespaceMatches(webhook, attempt, home)
        && ObjectMatches(webhook, attempt);

    private static bool Matches(JsonObject rule, AdmissionAttempt attempt) =>
        Names(rule, "operations", attempt.Operation)
        && Names(rule, "apiGroups", attempt.Resource.Group)
        && Names(rule, "apiVersions", attempt.Resource.Version)
        && rule.ArrayAt("resources").Strings().Any(wanted => ResourceMatches(wanted, attempt))
        && ScopeMatches(rule, attempt);

    private static bool Names(JsonObject rule, string list, string value) => rule.ArrayAt(list).Strings().Any(item => item == "*" || item == value);

    // "pods" is the object alone, "pods/*" its subresources too, "*" all objects, "*/status" the status of all, "*/*" everything.
    private static bool ResourceMatches(string wanted, AdmissionAttempt attempt)
    {
        var (plural, subresource) = wanted.Split('/', 2) is [var first, var second] ? (first, second) : (wanted, "");
        return (plural == "*" || plural == attempt.Resource.Plural) && (subresource == "*" || subresource == attempt.Subresource);
    }

    private static bool ScopeMatches(JsonObject rule, AdmissionAttempt attempt) => rule.TextAt("scope") switch
    {
        "Namespaced" => attempt.Resource.Namespaced,
        "Cluster" => !attempt.Resource.Namespaced,
        _ => true,
    };

    // A namespace is judged by its own labels, other objects without a namespace always match.
    private static bool NamespaceMatches(JsonObject webhook, AdmissionAttempt attempt, JsonObject? home)
    {
        var selector = LabelSelector.FromObject(webhook.ObjectAt("namespaceSelector"));
        var labelled = attempt.Resource is { Plural: "namespaces", Group: "" } ? attempt.Object ?? attempt.OldObject : home;
        return labelled is null || selector.Matches(labelled);
    }

    private static bool ObjectMatches(JsonObject webhook, AdmissionAttempt attempt)
    {
        var selector = LabelSelector.FromObject(webhook.ObjectAt("objectSelector"));
        return selector.IsEverything
            || (attempt.Object is not null && selector.Matches(attempt.Object))
            || (attempt.OldObject is not null && selector.Matches(attempt.OldObject));
    }
}
