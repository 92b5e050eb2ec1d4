using System.Globalization;
using System.Text.Json.Nodes;

namespace Slipway.Operator.Steps;

/// <summary>One expression over the labels of a node, as node affinity has them.</summary>
/// <param name="Key">The label.</param>
/// <param name="Operator"><c>In</c>, <c>NotIn</c>, <c>Exists</c>, <c>DoesNotExist</c>, <c>Gt</c> or <c>Lt</c>.</param>
/// <param name="Values">What it is compared with; one number for <c>Gt</c> and <c>Lt</c>.</param>
internal sealed record NodeRequirement(string Key, string Operator, IReadOnlyList<string> Values)
{
    /// <summary>An affinity that a scheduler must keep: all of these.</summary>
    public static JsonObject Affinity(IEnumerable<NodeRequirement> all) => new()
    {
        ["nodeAffinity"] = new JsonObject
        {
            ["requiredDuringSchedulingIgnoredDuringExecution"] = new JsonObject
            {
                ["nodeSelectorTerms"] = new JsonArray(new JsonObject { ["matchExpressions"] = new JsonArray([.. all.Select(each => each.ToJson())]) }),
            },
        },
    };

    /// <summary>Reads an expression as the API writes it; null when it is none.</summary>
    public static NodeRequirement? Read(JsonNode? node) => node is JsonObject expression && (string?)expression["key"] is { } key && (string?)expression["operator"] is { } operation
        ? new NodeRequirement(key, operation, [.. (expression["values"] as JsonArray ?? []).Select(value => (string?)value).OfType<string>()])
        : null;

    /// <summary>Whether a node with these labels meets it; an operator that is not known is held to be met.</summary>
    public bool IsMetBy(IReadOnlyDictionary<string, string>? labels)
    {
        var value = labels?.GetValueOrDefault(Key);
        return Operator switch
        {
            "In" => value is not null && Values.Contains(value),
            "NotIn" => value is null || !Values.Contains(value),
            "Exists" => value is not null,
            "DoesNotExist" => value is null,
            "Gt" => Values is [var least] && Number(value) > Number(least),
            "Lt" => Values is [var most] && Number(value) < Number(most),
            _ => true,
        };
    }

    /// <summary>For people.</summary>
    public override string ToString() => (Operator, Values) switch
    {
        ("In", [var one]) => $"{Key}={one}",
        ("Gt", [var limit]) when Number(limit) is { } number => string.Create(CultureInfo.InvariantCulture, $"{Key} >= {number + 1}{Unit}"),
        ("Lt", [var limit]) when Number(limit) is { } number => string.Create(CultureInfo.InvariantCulture, $"{Key} <= {number - 1}{Unit}"),
        ("NotIn", _) => $"{Key} not {string.Join(" or ", Values)}",
        ("Exists", _) => $"the label {Key}",
        ("DoesNotExist", _) => $"no label {Key}",
        _ => $"{Key} {Operator} {string.Join(", ", Values)}",
    };

    // GPU feature discovery writes memory in MiB.
    private string Unit => Key.StartsWith("nvidia.com/", StringComparison.Ordinal) && Key.EndsWith(".memory", StringComparison.Ordinal) ? " MiB" : "";

    private JsonObject ToJson() => new()
    {
        ["key"] = Key, ["operator"] = Operator, ["values"] = new JsonArray([.. Values.Select(value => JsonValue.Create(value))]),
    };

    private static long? Number(string? text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
