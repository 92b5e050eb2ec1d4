using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;

namespace Slipway.Server.Predictor.Events.Schema;

/// <summary>Makes a .NET expression that matches whole texts exactly as RE2 does, of patterns for which that is possible.</summary>
internal static class Re2Pattern
{
    private const string Digits = "0-9";
    private const string Word = "0-9A-Za-z_";
    private const string Space = "\\t\\n\\f\\r ";

    private static readonly Dictionary<string, string> Named = new(StringComparer.Ordinal)
    {
        ["alnum"] = "0-9A-Za-z", ["alpha"] = "A-Za-z", ["digit"] = Digits, ["lower"] = "a-z", ["upper"] = "A-Z", ["space"] = "\\t\\n\\v\\f\\r ", ["word"] = Word, ["xdigit"] = "0-9A-Fa-f",
    };

    /// <returns>False where the two languages differ: the pattern is left to the snapshot then.</returns>
    public static bool TryTranslate(string pattern, [NotNullWhen(true)] out Regex? expression)
    {
        expression = null;
        if (Rewrite(pattern) is not { } rewritten) return false;
        try
        {
            expression = new Regex($@"\A(?:{rewritten})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return true;
        }
        catch (Exception differs) when (differs is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    private static string? Rewrite(string pattern)
    {
        var text = new StringBuilder(pattern.Length + 16);
        var inClass = false;
        for (var at = 0; at < pattern.Length; at++)
        {
            var rest = pattern.AsSpan(at);
            if (rest is ['\\', var escaped, ..])
            {
                if (Escape(escaped, inClass) is not { } replacement) return null;
                text.Append(replacement);
                at++;
            }
            else if (!inClass && rest.StartsWith("(?P<"))
            {
                text.Append("(?<");
                at += 3;
            }
            else if (inClass && rest.StartsWith("[:"))
            {
                var end = rest.IndexOf(":]");
                if (end < 0 || !Named.TryGetValue(rest[2..end].ToString(), out var members)) return null;
                text.Append(members);
                at += end + 1;
            }
            else if (!inClass && rest[0] == '[')
            {
                inClass = true;
                text.Append('[');
                if (rest is ['[', '^', ..]) text.Append(pattern[++at]);
                // A bracket that stands first is a member.
                if (at + 1 < pattern.Length && pattern[at + 1] == ']') (_, at) = (text.Append("\\]"), at + 1);
            }
            else if (inClass && rest[0] == '[')
            {
                text.Append("\\[");
            }
            else
            {
                if (inClass && rest[0] == ']') inClass = false;
                text.Append(rest[0]);
            }
        }

        return text.ToString();
    }

    private static string? Escape(char escaped, bool inClass) => escaped switch
    {
        'd' => inClass ? Digits : $"[{Digits}]",
        'w' => inClass ? Word : $"[{Word}]",
        's' => inClass ? Space : $"[{Space}]",
        'D' when !inClass => $"[^{Digits}]",
        'W' when !inClass => $"[^{Word}]",
        'S' when !inClass => $"[^{Space}]",
        't' or 'n' or 'r' or 'f' or 'v' => "\\" + escaped,
        _ when char.IsAsciiLetterOrDigit(escaped) => null,
        _ => "\\" + escaped,
    };
}
