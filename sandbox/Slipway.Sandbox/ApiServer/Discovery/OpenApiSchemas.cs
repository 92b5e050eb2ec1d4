using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Resources;
using Slipway.Sandbox.ApiServer.Schemas;

namespace Slipway.Sandbox.ApiServer.Discovery;

/// <summary>Writes schemas as OpenAPI v3 components, shared types by reference.</summary>
internal sealed class OpenApiSchemas
{
    public const string ObjectMeta = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";
    private const string MetaPrefix = "io.k8s.apimachinery.pkg.apis.meta.v1.";
    private const string TypePrefix = "io.k8s.api.";
    private static readonly string[] MetaTypes = ["ObjectMeta", "OwnerReference", "LabelSelector", "LabelSelectorRequirement", "Condition"];

    public JsonObject Components { get; } = [];

    /// <summary>The component of a resource's kind; its name is how kubectl finds the models.</summary>
    public static string NameOf(ResourceInfo resource)
    {
        if (!resource.IsCustom)
        {
            var group = resource.Group.Length == 0 ? "core" : resource.Group.Split('.')[0];
            return $"{TypePrefix}{group}.{resource.Version}.{resource.Kind}";
        }

        return $"{string.Join('.', resource.Group.Split('.').Reverse())}.{resource.Version}.{resource.Kind}";
    }

    public void AddResource(ResourceInfo resource)
    {
        var root = resource.IsCustom ? Custom(resource) : Members(resource.Schema);
        root["x-kubernetes-group-version-kind"] = new JsonArray(GroupVersionKind(resource));
        Components[NameOf(resource)] = root;
        var list = new JsonObject
        {
            ["type"] = "object",
            ["description"] = $"{resource.ListKind} is a list of {resource.Kind}",
            ["required"] = new JsonArray("items"),
            ["properties"] = new JsonObject
            {
                ["apiVersion"] = new JsonObject { ["type"] = "string" },
                ["kind"] = new JsonObject { ["type"] = "string" },
                ["metadata"] = new JsonObject { ["type"] = "object" },
                ["items"] = new JsonObject { ["type"] = "array", ["items"] = Reference(NameOf(resource)) },
            },
            ["x-kubernetes-group-version-kind"] = new JsonArray(new JsonObject { ["group"] = resource.Group, ["kind"] = resource.ListKind, ["version"] = resource.Version }),
        };
        Components[NameOf(resource) + "List"] = list;
    }

    public static JsonObject GroupVersionKind(ResourceInfo resource) => new() { ["group"] = resource.Group, ["kind"] = resource.Kind, ["version"] = resource.Version };

    public static JsonObject Reference(string name) => new() { ["$ref"] = "#/components/schemas/" + name };

    /// <summary>A custom resource's own document, with what all objects have.</summary>
    private JsonObject Custom(ResourceInfo resource)
    {
        var root = (JsonObject)CrdDocument(resource.Schema.Source!);
        if (root["properties"] is not JsonObject properties)
        {
            root["properties"] = properties = [];
        }

        properties["apiVersion"] = new JsonObject { ["type"] = "string", ["description"] = "APIVersion defines the versioned schema of this representation of an object." };
        properties["kind"] = new JsonObject { ["type"] = "string", ["description"] = "Kind is a string value representing the REST resource this object represents." };
        properties["metadata"] = new JsonObject { ["description"] = "Standard object's metadata.", ["allOf"] = new JsonArray(Reference(ObjectMeta)) };
        AddShared(BuiltIns.BuiltInSchemas.ObjectMeta);
        return root;
    }

    /// <summary>int-or-string is spelled out, for clients that do not know the extension; validation rules are left out.</summary>
    private static JsonNode CrdDocument(JsonNode source)
    {
        switch (source)
        {
            case JsonObject members:
                var copy = new JsonObject();
                foreach (var (name, value) in members.Where(m => m.Key != "x-kubernetes-validations"))
                {
                    copy[name] = value is null ? null : CrdDocument(value);
                }

                if (copy["x-kubernetes-int-or-string"] is not null && copy["anyOf"] is null)
                {
                    copy["anyOf"] = new JsonArray(new JsonObject { ["type"] = "integer" }, new JsonObject { ["type"] = "string" });
                }

                return copy;
            case JsonArray items:
                return new JsonArray([.. items.Select(i => i is null ? null : CrdDocument(i))]);
            default:
                return source.DeepClone();
        }
    }

    private JsonObject Members(Schema schema)
    {
        var result = new JsonObject { ["type"] = "object" };
        if (schema.Required.Count > 0)
        {
            result["required"] = new JsonArray([.. schema.Required.Select(r => (JsonNode?)JsonValue.Create(r))]);
        }

        var properties = new JsonObject();
        foreach (var (name, member) in schema.Properties)
        {
            properties[name] = Write(member);
        }

        result["properties"] = properties;
        return result;
    }

    private JsonObject Write(Schema schema)
    {
        if (schema.TypeName is { } shared)
        {
            AddShared(schema.SharedWith ?? schema);
            var reference = new JsonObject { ["allOf"] = new JsonArray(Reference(SharedName(shared))) };
            if (schema.HasDefault)
            {
                reference["default"] = schema.Default?.DeepClone();
            }

            return reference;
        }

        var result = new JsonObject();
        if (schema.IntOrString)
        {
            result["x-kubernetes-int-or-string"] = true;
            result["oneOf"] = new JsonArray(new JsonObject { ["type"] = "integer" }, new JsonObject { ["type"] = "string" });
            return result;
        }

        result["type"] = schema.Type.Length > 0 ? schema.Type : "object";
        if (schema.Format.Length > 0)
        {
            result["format"] = schema.Format == "micro-time" ? "date-time" : schema.Format;
        }

        if (schema.HasDefault)
        {
            result["default"] = schema.Default?.DeepClone();
        }

        if (schema.Enum is { } allowed)
        {
            result["enum"] = allowed.DeepClone();
        }

        if (schema.AdditionalProperties is { } values)
        {
            result["additionalProperties"] = Write(values);
        }

        if (schema.Items is { } items)
        {
            result["items"] = Write(items);
            AddListExtensions(result, schema);
        }

        return result;
    }

    private static void AddListExtensions(JsonObject result, Schema schema)
    {
        result["x-kubernetes-list-type"] = schema.ListType;
        if (schema.ListMapKeys.Count > 0)
        {
            result["x-kubernetes-list-map-keys"] = new JsonArray([.. schema.ListMapKeys.Select(k => (JsonNode?)JsonValue.Create(k))]);
        }

        if (schema.PatchMergeKey is { } key)
        {
            result["x-kubernetes-patch-strategy"] = "merge";
            if (key.Length > 0)
            {
                result["x-kubernetes-patch-merge-key"] = key;
            }
        }
    }

    private void AddShared(Schema type)
    {
        var name = SharedName(type.TypeName!);
        if (Components.ContainsKey(name))
        {
            return;
        }

        Components[name] = new JsonObject(); // holds the place, should the type refer to itself
        Components[name] = Members(type);
    }

    private static string SharedName(string type) => MetaTypes.Contains(type) ? MetaPrefix + type : $"{TypePrefix}core.v1.{type}";
}
