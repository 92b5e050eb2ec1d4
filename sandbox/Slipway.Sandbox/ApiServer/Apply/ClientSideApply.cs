using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Resources;

namespace Slipway.Sandbox.ApiServer.Apply;

/// <summary>
/// What kubectl's client-side apply leaves in its annotation. When kubectl changes over to server-side apply, it conflicts with its own former
/// self; what the annotation shows to be its own it may take. The annotation follows, so that it can change back.
/// </summary>
internal static class ClientSideApply
{
    private const string Manager = "kubectl";
    private const string Annotation = "kubectl.kubernetes.io/last-applied-configuration";

    /// <summary>The fields that the manager may take from others: those that were applied last and have not changed since.</summary>
    public static FieldSet FieldsOf(string manager, JsonObject? live, ResourceInfo resource)
    {
        if (manager != Manager || LastApplied(live) is not { } last || last.TextAt("apiVersion") != resource.ApiVersion)
        {
            return new FieldSet();
        }

        var since = Comparison.Of(last, live!, resource.Schema);
        return TypedPaths.FieldsOf(last, resource.Schema).Difference(since.Modified).Difference(since.Added).Difference(since.Removed);
    }

    /// <summary>Notes a configuration that was applied by the server where the client used to note its own.</summary>
    public static void Note(string manager, JsonObject merged, JsonObject config, ResourceInfo resource)
    {
        if (manager != Manager || LastApplied(merged) is null)
        {
            return;
        }

        var noted = (JsonObject)config.DeepClone();
        noted["apiVersion"] = resource.ApiVersion;
        noted["kind"] = resource.Kind;
        noted.ObjectAt("metadata", "annotations")?.Remove(Annotation);
        merged["metadata"]!["annotations"]![Annotation] = JsonTree.ToText(noted) + "\n";
    }

    private static JsonObject? LastApplied(JsonObject? obj)
    {
        try
        {
            return obj.TextAt("metadata", "annotations", Annotation) is { Length: > 0 } text ? JsonTree.Parse(text) as JsonObject : null;
        }
        catch (JsonException)
        {
            return null; // somebody else wrote something else there
        }
    }
}
