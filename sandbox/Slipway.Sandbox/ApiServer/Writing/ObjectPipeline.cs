using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.BuiltIns;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Errors;
using Slipway.Sandbox.ApiServer.Resources;
using Slipway.Sandbox.ApiServer.Schemas;

namespace Slipway.Sandbox.ApiServer.Writing;

/// <summary>From a decoded body to an object that may be stored: defaults, rules of the kind, generation, validation. No effects.</summary>
internal static class ObjectPipeline
{
    public static void PrepareCreate(JsonObject obj, ResourceInfo resource, string ns, WriteOptions options, DateTimeOffset now)
    {
        if (resource.HasStatus)
        {
            obj.Remove("status");
        }

        MetadataRules.PrepareCreate(obj, resource, ns, now);
        Default(obj, resource);
        resource.Rules.PrepareCreate(obj);
        Validate(obj, null, resource, options);
    }

    /// <summary>Makes <paramref name="obj"/> the successor of <paramref name="old"/>; both without managedFields in mind.</summary>
    public static void PrepareUpdate(JsonObject obj, JsonObject old, ResourceInfo resource, string subresource, WriteOptions options)
    {
        if (subresource == "status")
        {
            KeepAllButStatus(obj, old);
        }
        else if (resource.HasStatus)
        {
            Carry(obj, old, "status");
        }

        MetadataRules.PrepareUpdate(obj, old);
        Default(obj, resource);
        if (subresource.Length == 0)
        {
            resource.Rules.PrepareUpdate(obj, old);
        }

        if (resource.TracksGeneration && subresource != "status" && Differs(obj, old, resource))
        {
            obj["metadata"]!["generation"] = (old.IntegerAt("metadata", "generation") ?? 0) + 1;
        }

        Validate(obj, old, resource, options);
    }

    private static void Default(JsonObject obj, ResourceInfo resource)
    {
        SchemaDefaulting.Apply(obj, resource.Schema);
        resource.Rules.Default(obj);
        if (!resource.IsCustom)
        {
            BuiltInNormalization.Apply(obj, resource.Schema);
        }
    }

    private static void Validate(JsonObject obj, JsonObject? old, ResourceInfo resource, WriteOptions options)
    {
        var errors = new List<FieldError>();
        MetadataRules.Validate(obj, old, resource, options, errors);
        var metadataErrors = errors.Count;
        SchemaValidation.Validate(obj, resource.Schema, "", errors);
        if (resource.IsCustom)
        {
            CustomResourceChecks.Add(obj, resource, errors, metadataErrors > 0 && old is null);
        }
        else if (errors.Count == 0)
        {
            resource.Rules.Validate(obj, old, errors);
        }

        if (errors.Count > 0)
        {
            throw ApiErrors.Invalid(resource, obj.TextAt("metadata", "name") ?? "", errors);
        }
    }

    private static bool Differs(JsonObject obj, JsonObject old, ResourceInfo resource) =>
        obj.Select(m => m.Key).Union(old.Select(m => m.Key))
            .Where(name => name is not ("metadata" or "kind" or "apiVersion") && !(resource.HasStatus && name == "status"))
            .Any(name => !JsonTree.Equal(obj[name], old[name]));

    private static void KeepAllButStatus(JsonObject obj, JsonObject old)
    {
        var status = obj["status"];
        var managed = obj.At("metadata", "managedFields");
        obj.Clear();
        foreach (var (name, value) in old.Where(m => m.Key != "status"))
        {
            obj[name] = value?.DeepClone();
        }

        var metadata = obj.Child("metadata");
        metadata.Remove("managedFields");
        if (managed is not null)
        {
            metadata["managedFields"] = managed.DeepClone();
        }

        if (status is not null)
        {
            obj["status"] = status;
        }
    }

    private static void Carry(JsonObject obj, JsonObject old, string name)
    {
        if (old[name] is { } value)
        {
            obj[name] = value.DeepClone();
        }
        else
        {
            obj.Remove(name);
        }
    }
}
