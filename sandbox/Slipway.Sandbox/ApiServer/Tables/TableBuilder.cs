using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Http;
using Slipway.Sandbox.ApiServer.Resources;

namespace Slipway.Sandbox.ApiServer.Tables;

/// <summary>Makes the Table that kubectl get prints.</summary>
internal sealed class TableBuilder(ResourceInfo resource, TimeProvider time)
{
    private readonly ITableColumns _columns = resource.IsCustom ? new CustomColumns(resource.Columns) : BuiltInColumns.For(resource);
    private readonly ResourceView _view = new(resource);

    public JsonObject Build(IEnumerable<JsonObject> objects, string resourceVersion, string includeObject, bool withColumns = true)
    {
        var table = Empty(resourceVersion, withColumns);
        var now = time.GetUtcNow();
        table["rows"] = new JsonArray([.. objects.Select(o => (JsonNode)new JsonObject
        {
            ["cells"] = new JsonArray([.. _columns.Cells(_view.Tree(o), now)]),
            ["object"] = Attached(o, includeObject),
        })]);
        return table;
    }

    public JsonObject Empty(string resourceVersion, bool withColumns)
    {
        var table = new JsonObject
        {
            ["kind"] = "Table",
            ["apiVersion"] = "meta.k8s.io/v1",
            ["metadata"] = new JsonObject { ["resourceVersion"] = resourceVersion },
            ["columnDefinitions"] = withColumns ? new JsonArray([.. _columns.Definitions.Select(Definition)]) : null,
            ["rows"] = new JsonArray(),
        };
        return table;
    }

    private JsonObject? Attached(JsonObject obj, string includeObject)
    {
        switch (includeObject)
        {
            case "None":
                return null;
            case "Object":
                var typed = new JsonObject { ["kind"] = resource.Kind, ["apiVersion"] = resource.ApiVersion };
                foreach (var (name, value) in _view.Tree(obj))
                {
                    typed[name] = value?.DeepClone();
                }

                return typed;
            default:
                return PartialMetadata.Of(obj);
        }
    }

    private static JsonNode Definition(PrinterColumn column)
    {
        return new JsonObject
        {
            ["name"] = column.Name,
            ["type"] = column.Type,
            ["format"] = column.Format,
            ["description"] = column.Description,
            ["priority"] = (long)column.Priority,
        };
    }
}
