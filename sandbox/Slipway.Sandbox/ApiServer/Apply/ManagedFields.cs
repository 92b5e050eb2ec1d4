using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;

namespace Slipway.Sandbox.ApiServer.Apply;

/// <summary>Who owns which fields: the parsed form of metadata.managedFields.</summary>
internal sealed class ManagedFields
{
    public List<Entry> Entries { get; } = [];

    /// <summary>Reads the entries; ones that are empty (a client's request to forget all) are left out.</summary>
    public static ManagedFields Parse(JsonNode? managedFields)
    {
        var result = new ManagedFields();
        foreach (var entry in (managedFields as JsonArray).Objects().Where(e => e.TextAt("operation") is not null))
        {
            result.Entries.Add(new Entry(
                entry.TextAt("manager") ?? "",
                entry.TextAt("operation")!,
                entry.TextAt("apiVersion") ?? "",
                entry.TextAt("subresource") ?? "",
                entry.TextAt("time") ?? "",
                FieldSet.FromJson(entry.ObjectAt("fieldsV1"))));
        }

        return result;
    }

    public JsonArray? ToJson()
    {
        var result = new JsonArray();
        foreach (var entry in Entries.Where(e => !e.Fields.IsEmpty).OrderBy(e => e.Operation == "Apply" ? 0 : 1).ThenBy(e => e.Time, StringComparer.Ordinal).ThenBy(e => e.Manager, StringComparer.Ordinal).ThenBy(e => e.Subresource, StringComparer.Ordinal))
        {
            var json = new JsonObject
            {
                ["manager"] = entry.Manager,
                ["operation"] = entry.Operation,
                ["apiVersion"] = entry.ApiVersion,
                ["time"] = entry.Time,
                ["fieldsType"] = "FieldsV1",
                ["fieldsV1"] = entry.Fields.ToJson(),
            };
            if (entry.Subresource.Length > 0)
            {
                json["subresource"] = entry.Subresource;
            }

            result.Add(json);
        }

        return result.Count == 0 ? null : result;
    }

    public Entry? Find(string manager, string operation, string subresource) =>
        Entries.Find(e => e.Manager == manager && e.Operation == operation && e.Subresource == subresource);

    public void Set(Entry entry)
    {
        Entries.RemoveAll(e => e.Manager == entry.Manager && e.Operation == entry.Operation && e.Subresource == entry.Subresource);
        Entries.Add(entry);
    }

    public FieldSet All() => Entries.Aggregate(new FieldSet(), (set, entry) => set.Union(entry.Fields));

    /// <summary>One manager's fields, by one kind of operation, of one endpoint.</summary>
    internal sealed record Entry(string Manager, string Operation, string ApiVersion, string Subresource, string Time, FieldSet Fields)
    {
        /// <summary>How a conflict names it.</summary>
        public string Describe() =>
            $"\"{Manager}\"{(Subresource.Length > 0 ? $" with subresource \"{Subresource}\"" : "")}{(Operation == "Update" ? $" using {ApiVersion}" : "")}";
    }
}
