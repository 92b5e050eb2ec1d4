using System.Text;
using System.Text.RegularExpressions;

namespace Slipway.Sandbox.Tests.Conformance;

/// <summary>The tokens of the vectors, <c>${kind:number}</c>, in expected texts and in requests.</summary>
internal static partial class VectorTokens
{
    private static readonly Dictionary<string, string> Patterns = new()
    {
        ["uid"] = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        ["rv"] = "[0-9]+",
        ["lrv"] = "[0-9]+",
        ["ct"] = @"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
        ["dt"] = @"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
        ["time"] = @"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
        ["microtime"] = @"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z",
        ["gen"] = "[a-z0-9]{5}",
        ["continue"] = @"\S+",
        ["etag"] = "\"[^\"]+\"",
        ["ip"] = "[0-9a-f.:]+",
        ["hash"] = "[0-9A-Za-z+/=_-]+",
        ["age"] = @"(?:<invalid>|\d+[smhdy](?:\d+[smhd])?)",
        ["int"] = @"-?\d+",
        ["str"] = @"[\s\S]*",
    };

    /// <summary>A request's text with the values of bound tokens.</summary>
    public static string Fill(string text, IReadOnlyDictionary<string, string> bound) => Token().Replace(text, match =>
        !match.Groups["number"].Success ? match.Value
        : bound.TryGetValue(match.Value, out var value) ? value
        : throw new VectorMismatchException($"a request uses {match.Value}, which nothing has bound"));

    /// <summary>Compares a text and binds the tokens that are met for the first time.</summary>
    public static void Match(string expected, string actual, string where, Dictionary<string, string> bound)
    {
        if (!expected.Contains("${", StringComparison.Ordinal))
        {
            if (expected != actual)
            {
                throw new VectorMismatchException($"{where}: expected {expected}, got {actual}");
            }

            return;
        }

        var groups = new List<string>();
        var found = Regex.Match(actual, Pattern(expected, bound, groups));
        if (!found.Success)
        {
            throw new VectorMismatchException($"{where}: expected {expected}, got {actual}");
        }

        for (var i = 0; i < groups.Count; i++)
        {
            var value = found.Groups[$"g{i}"].Value;
            if (groups[i].StartsWith("${uid:", StringComparison.Ordinal) && bound.Any(b => b.Key.StartsWith("${uid:", StringComparison.Ordinal) && b.Value == value))
            {
                throw new VectorMismatchException($"{where}: {value} is a uid that another object has");
            }

            bound[groups[i]] = value;
        }
    }

    private static string Pattern(string expected, Dictionary<string, string> bound, List<string> groups)
    {
        var pattern = new StringBuilder(@"\A");
        var position = 0;
        foreach (Match token in Token().Matches(expected))
        {
            pattern.Append(Regex.Escape(expected[position..token.Index]));
            position = token.Index + token.Length;
            var kind = Patterns[token.Groups["kind"].Value];
            if (!token.Groups["number"].Success)
            {
                pattern.Append("(?:").Append(kind).Append(')');
            }
            else if (bound.TryGetValue(token.Value, out var value))
            {
                pattern.Append(Regex.Escape(value));
            }
            else if (groups.IndexOf(token.Value) is >= 0 and var seen)
            {
                pattern.Append("\\k<g").Append(seen).Append('>');
            }
            else
            {
                pattern.Append("(?<g").Append(groups.Count).Append('>').Append(kind).Append(')');
                groups.Add(token.Value);
            }
        }

        return pattern.Append(Regex.Escape(expected[position..])).Append(@"\z").ToString();
    }

    [GeneratedRegex(@"\$\{(?<kind>uid|rv|lrv|ct|dt|time|microtime|gen|continue|etag|ip|hash|age|int|str)(?::(?<number>\d+))?\}")]
    private static partial Regex Token();
}
