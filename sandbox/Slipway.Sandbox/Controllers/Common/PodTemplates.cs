using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Slipway.Kubernetes.Resources;
using Slipway.Sandbox.ApiServer.Documents;

namespace Slipway.Sandbox.Controllers.Common;

/// <summary>Makes pods of the templates of their owners, field by field as they are written.</summary>
internal static class PodTemplates
{
    private const string SuffixLetters = "bcdfghjklmnpqrstvwxz2456789";
    private const int SuffixLength = 5;
    private const int MaxName = 63;

    /// <summary>A new pod that the owner controls.</summary>
    /// <param name="owner">The owner, as stored.</param>
    /// <param name="namePrefix">Beginning of the name; letters that clash with nothing follow it.</param>
    public static JsonObject NewPod(DynamicObject owner, string namePrefix)
    {
        var template = owner.Spec.ObjectAt("template") ?? [];
        var metadata = new JsonObject
        {
            ["name"] = Name(namePrefix),
            ["namespace"] = owner.Metadata.Namespace,
            ["ownerReferences"] = new JsonArray(OwnerReference(owner)),
        };
        foreach (var field in new[] { "labels", "annotations", "finalizers" })
        {
            if (template.At("metadata", field) is { } value) metadata[field] = value.DeepClone();
        }

        return new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Pod", ["metadata"] = metadata, ["spec"] = template["spec"]?.DeepClone() };
    }

    /// <summary>The reference by which an object says that <paramref name="owner"/> controls it.</summary>
    public static JsonObject OwnerReference(DynamicObject owner) => new()
    {
        ["apiVersion"] = owner.ApiVersion,
        ["kind"] = owner.Kind,
        ["name"] = owner.Metadata.Name,
        ["uid"] = owner.Metadata.Uid,
        ["controller"] = true,
        ["blockOwnerDeletion"] = true,
    };

    private static string Name(string prefix)
    {
        var room = MaxName - SuffixLength - 1;
        var start = prefix.Length > room ? prefix[..room] : prefix;
        return $"{start}-{RandomNumberGenerator.GetString(SuffixLetters, SuffixLength)}";
    }
}
