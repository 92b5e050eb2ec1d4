using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;

namespace Slipway.Sandbox.ApiServer.BuiltIns;

/// <summary>Defaults of a pod spec that depend on other fields; the same for pods and for templates of pods.</summary>
internal static class PodTemplate
{
    public static void Default(JsonObject? podSpec)
    {
        if (podSpec is null)
        {
            return;
        }

        foreach (var container in Containers(podSpec))
        {
            container.SetDefault("imagePullPolicy", TagOf(container.TextAt("image") ?? "") is "" or "latest" ? "Always" : "IfNotPresent");
        }

        foreach (var volume in podSpec.ArrayAt("volumes").Objects().Where(v => v.Count == 1))
        {
            volume["emptyDir"] = new JsonObject();
        }

        // The older name of the field is kept equal to the newer one.
        if ((podSpec.TextAt("serviceAccountName") ?? podSpec.TextAt("serviceAccount")) is { } account)
        {
            podSpec["serviceAccountName"] = account;
            podSpec["serviceAccount"] = account;
        }
    }

    public static IEnumerable<JsonObject> Containers(JsonObject podSpec) =>
        podSpec.ArrayAt("initContainers").Objects().Concat(podSpec.ArrayAt("containers").Objects());

    private static string TagOf(string image)
    {
        if (image.Contains('@', StringComparison.Ordinal))
        {
            return "digest";
        }

        var name = image[(image.LastIndexOf('/') + 1)..];
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? "" : name[(colon + 1)..];
    }
}
