using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Errors;

namespace Slipway.Sandbox.ApiServer.BuiltIns;

/// <summary>Definitions of custom resources: names are completed, and only structural schemas are taken.</summary>
internal sealed class CustomResourceDefinitionRules : IKindRules
{
    public const string CleanupFinalizer = "customresourcecleanup.apiextensions.k8s.io";

    public void Default(JsonObject obj)
    {
        var names = obj.Child("spec").Child("names");
        if (names.TextAt("kind") is { } kind)
        {
            names.SetDefault("singular", kind.ToLowerInvariant());
            names.SetDefault("listKind", kind + "List");
        }
    }

    public void PrepareCreate(JsonObject obj)
    {
        var stored = obj.ArrayAt("spec", "versions").Objects().Where(v => v.FlagAt("storage")).Select(v => (JsonNode?)v.TextAt("name"));
        obj["status"] = new JsonObject
        {
            ["conditions"] = new JsonArray(),
            ["acceptedNames"] = new JsonObject { ["plural"] = "", ["kind"] = "" },
            ["storedVersions"] = new JsonArray([.. stored]),
        };
    }

    public void Validate(JsonObject obj, JsonObject? old, ICollection<FieldError> errors)
    {
        var wanted = $"{obj.TextAt("spec", "names", "plural")}.{obj.TextAt("spec", "group")}";
        if (obj.TextAt("metadata", "name") != wanted)
        {
            errors.Add(FieldError.Invalid("metadata.name", obj.At("metadata", "name"), "must be spec.names.plural+\".\"+spec.group"));
        }

        var versions = obj.ArrayAt("spec", "versions").Objects().ToList();
        if (versions.Count(v => v.FlagAt("storage")) != 1)
        {
            errors.Add(FieldError.Invalid("spec.versions", obj.At("spec", "versions"), "must have exactly one version marked as storage version"));
        }

        for (var i = 0; i < versions.Count; i++)
        {
            if (versions[i].ObjectAt("schema", "openAPIV3Schema") is { } schema)
            {
                StructuralSchema.Validate(schema, "spec.validation.openAPIV3Schema", errors);
            }
            else
            {
                errors.Add(FieldError.Required($"spec.versions[{i}].schema.openAPIV3Schema"));
            }
        }

        foreach (var field in new[] { "group", "scope" })
        {
            if (old is not null && old.TextAt("spec", field) != obj.TextAt("spec", field))
            {
                errors.Add(FieldError.Invalid($"spec.{field}", obj.At("spec", field), "field is immutable"));
            }
        }
    }
}
