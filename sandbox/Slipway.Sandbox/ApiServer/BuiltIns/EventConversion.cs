using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;

namespace Slipway.Sandbox.ApiServer.BuiltIns;

/// <summary>Core Events and events.k8s.io Events are one store with members renamed; the core form is the one that is stored.</summary>
internal sealed class EventConversion : IStoredForm
{
    private static readonly (string Core, string Newer)[] Names =
    [
        ("involvedObject", "regarding"), ("message", "note"), ("source", "deprecatedSource"), ("firstTimestamp", "deprecatedFirstTimestamp"),
        ("lastTimestamp", "deprecatedLastTimestamp"), ("count", "deprecatedCount"), ("reportingComponent", "reportingController"),
    ];

    public string Resource => "events";

    public JsonObject ToStored(JsonObject obj) => Rename(obj, n => Array.Find(Names, p => p.Newer == n).Core ?? n, dropEmpty: false);

    public JsonObject FromStored(JsonObject stored) => Rename(stored, n => Array.Find(Names, p => p.Core == n).Newer ?? n, dropEmpty: true);

    private static JsonObject Rename(JsonObject source, Func<string, string> rename, bool dropEmpty)
    {
        var result = new JsonObject();
        foreach (var (name, value) in source)
        {
            if (!(dropEmpty && JsonTree.IsString(value, out var text) && text.Length == 0))
            {
                result[rename(name)] = value?.DeepClone();
            }
        }

        return result;
    }
}
