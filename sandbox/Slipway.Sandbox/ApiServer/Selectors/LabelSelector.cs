using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Errors;

namespace Slipway.Sandbox.ApiServer.Selectors;

/// <summary>A label selector in text form: <c>a=b,c!=d,e in (x,y),f notin (z),g,!h,i&gt;3</c>.</summary>
internal sealed class LabelSelector
{
    public static readonly LabelSelector Everything = new([]);
    private readonly List<Requirement> _requirements;

    private LabelSelector(List<Requirement> requirements) => _requirements = requirements;

    public bool IsEverything => _requirements.Count == 0;

    public static LabelSelector Parse(string text) =>
        string.IsNullOrWhiteSpace(text) ? Everything : new LabelSelector(new LabelSelectorParser(text).Parse());

    /// <summary>The selector of a spec: matchLabels and matchExpressions.</summary>
    public static LabelSelector FromObject(JsonObject? selector)
    {
        var requirements = new List<Requirement>();
        foreach (var (key, value) in selector.ObjectAt("matchLabels") ?? [])
        {
            requirements.Add(new Requirement(key, "=", [JsonTree.Display(value)]));
        }

        foreach (var expression in selector.ArrayAt("matchExpressions").Objects())
        {
            var operation = expression.TextAt("operator") switch
            {
                "In" => "in",
                "NotIn" => "notin",
                "Exists" => "exists",
                "DoesNotExist" => "!",
                var other => throw ApiErrors.BadRequest($"\"{other}\" is not a valid label selector operator"),
            };
            requirements.Add(new Requirement(expression.TextAt("key") ?? "", operation, [.. expression.ArrayAt("values").Strings()]));
        }

        return new LabelSelector(requirements);
    }

    public bool Matches(JsonObject obj) => Matches(obj.ObjectAt("metadata", "labels"), static (labels, key) => labels.TextAt(key));

    public override string ToString() => string.Join(",", _requirements.Select(r => r.ToString()));

    private bool Matches<T>(T labels, Func<T, string, string?> value) => _requirements.TrueForAll(r => r.Holds(value(labels, r.Key)));

    /// <summary>One comma-separated part.</summary>
    internal sealed record Requirement(string Key, string Operation, List<string> Values)
    {
        public bool Holds(string? value) => Operation switch
        {
            "=" => value == Values[0],
            "!=" => value != Values[0],
            "in" => value is not null && Values.Contains(value),
            "notin" => value is null || !Values.Contains(value),
            "exists" => value is not null,
            "!" => value is null,
            ">" => long.TryParse(value, out var number) && number > long.Parse(Values[0], System.Globalization.CultureInfo.InvariantCulture),
            _ => long.TryParse(value, out var number) && number < long.Parse(Values[0], System.Globalization.CultureInfo.InvariantCulture),
        };

        public override string ToString() => Operation switch
        {
            "in" or "notin" => $"{Key} {Operation} ({string.Join(",", Values)})",
            "exists" => Key,
            "!" => "!" + Key,
            _ => Key + Operation + Values[0],
        };
    }
}
