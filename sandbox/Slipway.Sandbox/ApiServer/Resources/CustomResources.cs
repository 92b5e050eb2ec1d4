using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.BuiltIns;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Schemas;

namespace Slipway.Sandbox.ApiServer.Resources;

/// <summary>Makes the resources that a CustomResourceDefinition describes.</summary>
internal static class CustomResources
{
    public static IEnumerable<ResourceInfo> Of(JsonObject definition)
    {
        var spec = definition.ObjectAt("spec")!;
        var names = spec.ObjectAt("names")!;
        var group = spec.TextAt("group")!;
        var plural = names.TextAt("plural")!;
        foreach (var version in spec.ArrayAt("versions").Objects().Where(v => v.FlagAt("served")))
        {
            yield return new ResourceInfo
            {
                Group = group,
                Version = version.TextAt("name")!,
                Plural = plural,
                Singular = names.TextAt("singular") ?? "",
                Kind = names.TextAt("kind")!,
                ListKindName = names.TextAt("listKind"),
                ShortNames = [.. names.ArrayAt("shortNames").Strings()],
                Categories = [.. names.ArrayAt("categories").Strings()],
                Namespaced = spec.TextAt("scope") == "Namespaced",
                IsCustom = true,
                TracksGeneration = true,
                AllowUnconditionalUpdate = false,
                HasStatus = version.At("subresources", "status") is not null,
                Scale = version.ObjectAt("subresources", "scale") is { } scale ? ScaleOf(scale) : null,
                SelectableFields = [.. version.ArrayAt("selectableFields").Objects().Select(f => f.TextAt("jsonPath")!.TrimStart('.'))],
                Columns = [.. ColumnsOf(version)],
                Schema = RootOf(version.ObjectAt("schema", "openAPIV3Schema")!),
            };
        }
    }

    private static Schema RootOf(JsonObject source)
    {
        var root = CrdSchemaReader.Read(source);
        root.Properties["apiVersion"] = new Schema { Type = "string" };
        root.Properties["kind"] = new Schema { Type = "string" };
        root.Properties["metadata"] = BuiltInSchemas.ObjectMeta;
        return root;
    }

    private static ScalePaths ScaleOf(JsonObject scale) => new(
        Path(scale.TextAt("specReplicasPath")!),
        Path(scale.TextAt("statusReplicasPath")!),
        scale.TextAt("labelSelectorPath") is { } selector ? Path(selector) : null);

    private static string[] Path(string jsonPath) => jsonPath.TrimStart('.').Split('.');

    private static IEnumerable<PrinterColumn> ColumnsOf(JsonObject version)
    {
        var declared = version.ArrayAt("additionalPrinterColumns").Objects().ToList();
        foreach (var column in declared)
        {
            var path = column.TextAt("jsonPath")!;
            yield return new PrinterColumn(
                column.TextAt("name")!,
                column.TextAt("type")!,
                path,
                column.TextAt("description") ?? $"Custom resource definition column (in JSONPath format): {path}",
                column.TextAt("format") ?? "",
                (int)(column.IntegerAt("priority") ?? 0));
        }

        if (declared.Count == 0)
        {
            yield return new PrinterColumn("Age", "date", ".metadata.creationTimestamp", "CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata", "", 0);
        }
    }
}
