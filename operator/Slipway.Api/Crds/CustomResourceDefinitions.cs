using System.Reflection;
using System.Text.Json.Nodes;
using Slipway.Api.Datasets;
using Slipway.Api.FeatureSets;
using Slipway.Api.ModelVersions;
using Slipway.Api.Rollouts;
using Slipway.Api.TrainingJobs;

namespace Slipway.Api.Crds;

/// <summary>CustomResourceDefinitions of the five kinds, made from their types.</summary>
/// <remarks>
/// <para>Guarantees: structural schemas (apiextensions.k8s.io/v1) with descriptions, defaults, enums, patterns and limits; status is a subresource.</para>
/// <para>Assumptions: the XML documentation files of the assemblies lie beside them, as a build leaves them.</para>
/// </remarks>
public static class CustomResourceDefinitions
{
    private static readonly Type[] Kinds = [typeof(Dataset), typeof(FeatureSet), typeof(TrainingJob), typeof(ModelVersion), typeof(Rollout)];

    /// <summary>The five definitions, in the order of the data's way.</summary>
    public static IReadOnlyList<JsonObject> All() => [.. Kinds.Select(Of)];

    /// <summary>Writes one file per kind, named <c>&lt;plural&gt;.slipway.dev.yaml</c>, and makes the folder where it is missing.</summary>
    /// <returns>The paths that were written.</returns>
    public static IReadOnlyList<string> WriteTo(string folder)
    {
        Directory.CreateDirectory(folder);
        var paths = new List<string>();
        foreach (var definition in All())
        {
            var path = Path.Combine(folder, FileName(definition));
            File.WriteAllText(path, Yaml(definition));
            paths.Add(path);
        }

        return paths;
    }

    /// <summary>Name of a definition's file.</summary>
    public static string FileName(JsonObject definition) => $"{(string?)definition["metadata"]!["name"]}.yaml";

    /// <summary>A definition as a YAML document.</summary>
    public static string Yaml(JsonObject definition) => "# Made from the types in operator/Slipway.Api by `make crds`; do not edit.\n" + YamlWriter.Write(definition);

    private static JsonObject Of(Type kind)
    {
        var names = kind.GetCustomAttribute<CustomResourceAttribute>()
            ?? throw new InvalidOperationException($"{kind.Name} lacks [CustomResource].");
        return new JsonObject
        {
            ["apiVersion"] = "apiextensions.k8s.io/v1",
            ["kind"] = "CustomResourceDefinition",
            ["metadata"] = new JsonObject { ["name"] = $"{names.Plural}.{SlipwayApi.Group}" },
            ["spec"] = new JsonObject
            {
                ["group"] = SlipwayApi.Group,
                ["scope"] = "Namespaced",
                ["names"] = new JsonObject
                {
                    ["kind"] = kind.Name,
                    ["listKind"] = kind.Name + "List",
                    ["plural"] = names.Plural,
                    ["singular"] = kind.Name.ToLowerInvariant(),
                    ["shortNames"] = new JsonArray(names.ShortName),
                    ["categories"] = new JsonArray("slipway"),
                },
                ["versions"] = new JsonArray(VersionOf(kind)),
            },
        };
    }

    private static JsonObject VersionOf(Type kind) => new()
    {
        ["name"] = SlipwayApi.Version,
        ["served"] = true,
        ["storage"] = true,
        ["subresources"] = new JsonObject { ["status"] = new JsonObject() },
        ["additionalPrinterColumns"] = Columns(kind),
        ["schema"] = new JsonObject { ["openAPIV3Schema"] = Schema(kind) },
    };

    private static JsonArray Columns(Type kind)
    {
        var columns = new JsonArray();
        foreach (var column in kind.GetCustomAttributes<PrinterColumnAttribute>())
        {
            var entry = new JsonObject { ["name"] = column.Name, ["type"] = column.Type, ["jsonPath"] = column.Path };
            if (column.Priority != 0) entry["priority"] = column.Priority;
            columns.Add((JsonNode)entry);
        }

        columns.Add((JsonNode)new JsonObject { ["name"] = "Age", ["type"] = "date", ["jsonPath"] = ".metadata.creationTimestamp" });
        return columns;
    }

    private static JsonObject Schema(Type kind) => new()
    {
        ["description"] = XmlDocumentation.Of(kind),
        ["type"] = "object",
        ["required"] = new JsonArray("spec"),
        ["properties"] = new JsonObject
        {
            ["apiVersion"] = new JsonObject { ["description"] = "Group and version of the kind.", ["type"] = "string" },
            ["kind"] = new JsonObject { ["description"] = "Name of the kind.", ["type"] = "string" },
            ["metadata"] = new JsonObject { ["type"] = "object" },
            ["spec"] = Part(kind, "Spec", withDefaults: true),
            ["status"] = Part(kind, "Status", withDefaults: false),
        },
    };

    private static JsonObject Part(Type kind, string name, bool withDefaults)
    {
        var member = kind.GetProperty(name)!;
        var schema = new SchemaBuilder(ApiJson.Default, withDefaults).Build(member.PropertyType);
        schema.Insert(0, "description", XmlDocumentation.Of(member));
        return schema;
    }
}
