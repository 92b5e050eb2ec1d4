using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Resources;

namespace Slipway.Sandbox.ApiServer.Tables;

/// <summary>The columns that a CustomResourceDefinition declares.</summary>
internal sealed class CustomColumns : ITableColumns
{
    private readonly IReadOnlyList<(PrinterColumn Column, CellPath Path)> _declared;

    public CustomColumns(IReadOnlyList<PrinterColumn> declared)
    {
        _declared = [.. declared.Select(c => (c, CellPath.Parse(c.JsonPath)))];
        Definitions = [NameColumn, .. declared];
    }

    public static PrinterColumn NameColumn { get; } = new("Name", "string", "", "Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names", "name", 0);

    public IReadOnlyList<PrinterColumn> Definitions { get; }

    public IEnumerable<JsonNode?> Cells(JsonObject obj, DateTimeOffset now)
    {
        yield return JsonValue.Create(obj.TextAt("metadata", "name") ?? "");
        foreach (var (column, path) in _declared)
        {
            yield return Cell(path.First(obj), column.Type, now);
        }
    }

    private static JsonValue? Cell(JsonNode? value, string type, DateTimeOffset now)
    {
        if (value is null)
        {
            return null;
        }

        switch (type)
        {
            case "integer":
                return JsonTree.IsInteger(value, out var whole) ? JsonValue.Create(whole) : null;
            case "number":
                return JsonTree.IsNumber(value, out var number) ? JsonTree.IsInteger(value, out var exact) ? JsonValue.Create(exact) : JsonValue.Create(number) : null;
            case "boolean":
                return JsonTree.IsBoolean(value, out var flag) ? JsonValue.Create(flag) : null;
            case "date":
                return JsonTree.IsString(value, out var time) ? JsonValue.Create(HumanDuration.Since(time, now)) : null;
            default:
                return JsonValue.Create(JsonTree.Display(value));
        }
    }
}
