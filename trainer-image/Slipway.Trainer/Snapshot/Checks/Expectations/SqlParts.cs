using System.Text.Json;

namespace Slipway.Trainer.Snapshot.Checks.Expectations;

/// <summary>What a syntax tree of the engine (<c>json_serialize_sql</c>) refers to.</summary>
internal sealed class SqlParts
{
    public HashSet<string> Columns { get; } = new(StringComparer.OrdinalIgnoreCase);

    public HashSet<string> Tables { get; } = new(StringComparer.OrdinalIgnoreCase);

    public HashSet<string> TableFunctions { get; } = new(StringComparer.OrdinalIgnoreCase);

    public HashSet<string> Functions { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Names that WITH gives.</summary>
    public HashSet<string> CommonTables { get; } = new(StringComparer.OrdinalIgnoreCase);

    public void Read(JsonElement node)
    {
        if (node.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in node.EnumerateArray()) Read(item);
            return;
        }

        if (node.ValueKind != JsonValueKind.Object) return;
        Note(node);
        foreach (var member in node.EnumerateObject()) Read(member.Value);
    }

    private void Note(JsonElement node)
    {
        switch (Text(node, "type"))
        {
            // A qualified name could reach around what the check is given.
            case "BASE_TABLE":
                Tables.Add(string.Join('.', new[] { Text(node, "catalog_name"), Text(node, "schema_name"), Text(node, "table_name") }.Where(part => part is { Length: > 0 })));
                break;
            case "SHOW_REF": Tables.Add(Text(node, "show_type") ?? "SHOW"); break;
            case "TABLE_FUNCTION": TableFunctions.Add(Text(node.GetProperty("function"), "function_name")!); break;
            case "COLUMN_REF": foreach (var part in node.GetProperty("column_names").EnumerateArray()) Columns.Add(part.GetString()!); break;
        }

        if (Text(node, "function_name") is { } function) Functions.Add(function);
        if (node.TryGetProperty("cte_map", out var common)) foreach (var entry in common.GetProperty("map").EnumerateArray()) CommonTables.Add(Text(entry, "key")!);
    }

    private static string? Text(JsonElement node, string name) =>
        node.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
