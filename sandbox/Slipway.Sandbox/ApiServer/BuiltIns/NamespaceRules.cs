using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;

namespace Slipway.Sandbox.ApiServer.BuiltIns;

/// <summary>Namespaces: the name is a label, and a finalizer of the spec holds them until they are empty.</summary>
internal sealed class NamespaceRules : IKindRules
{
    private const string NameLabel = "kubernetes.io/metadata.name";

    public void Default(JsonObject obj)
    {
        if (obj.TextAt("metadata", "name") is { } name)
        {
            obj.Child("metadata").Child("labels")[NameLabel] = name;
        }
    }

    public void PrepareCreate(JsonObject obj)
    {
        obj.Child("spec")["finalizers"] = new JsonArray("kubernetes");
        obj["status"] = new JsonObject { ["phase"] = "Active" };
    }

    // Only the finalize subresource changes the finalizers of the spec.
    public void PrepareUpdate(JsonObject obj, JsonObject old) => obj["spec"] = old["spec"]?.DeepClone();
}
