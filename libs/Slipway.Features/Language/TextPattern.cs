using System.Globalization;
using System.Text;

namespace Slipway.Features.Language;

/// <summary>
/// A regular expression for whole texts, out of what RE2 (in DuckDB and ONNX Runtime) and .NET understand alike: characters, '.', classes, groups, '|' and
/// repetition. It is read into parts and written out again for each of them, so neither can take a sign for something else.
/// </summary>
internal sealed class TextPattern
{
    // RE2 refuses more, also as the product of nested repetitions.
    private const int MostRepetitions = 1000;

    private readonly string source;
    private readonly StringBuilder re2 = new("(?s)");
    private readonly StringBuilder net = new(@"\A(?:");
    private int next;
    private int depth;

    private TextPattern(string source)
    {
        this.source = source;
        Alternatives();
        if (next < source.Length) throw Wrong("')' closes no group; write \\) for the character");
        net.Append(@")\z");
    }

    /// <summary>The pattern in RE2's syntax; it has to match the text as a whole.</summary>
    public string Re2 => re2.ToString();

    /// <summary>The pattern in .NET's syntax, anchored at both ends.</summary>
    public string Net => net.ToString();

    /// <exception cref="SyntaxException">The pattern uses what the engines do not share; the message names the character.</exception>
    public static TextPattern Parse(string source) => new(source);

    /// <returns>How often the part that is repeated most is repeated.</returns>
    private int Alternatives()
    {
        if (++depth > 20) throw Wrong("groups are nested more than 20 levels deep");
        var most = Sequence();
        while (Take('|'))
        {
            Both("|");
            most = Math.Max(most, Sequence());
        }

        depth--;
        return most;
    }

    private int Sequence()
    {
        var most = 1;
        while (next < source.Length && source[next] is not ('|' or ')'))
        {
            var (re2From, netFrom) = (re2.Length, net.Length);
            var inner = Atom();
            var times = Repetition(re2From, netFrom);
            if (inner * times > MostRepetitions) throw Wrong($"repetitions multiply to more than {MostRepetitions}");
            most = Math.Max(most, inner * times);
        }

        return most;
    }

    private int Atom()
    {
        if (Take('('))
        {
            if (next < source.Length && source[next] == '?') throw Wrong("'(?' is not supported; a plain group is enough");
            Both("(?:");
            var inner = Alternatives();
            if (!Take(')')) throw Wrong("a group is not closed; write ')', or \\( for the character");
            Both(")");
            return inner;
        }

        if (Take('.'))
        {
            re2.Append('.');
            WriteOthers("");
        }
        else if (Take('[')) Class();
        else WriteLiteral(Escape() ?? Plain());
        return 1;
    }

    private Rune Plain()
    {
        if (source[next] is '*' or '+' or '?' or '{') throw Wrong($"'{source[next]}' has nothing to repeat; write \\{source[next]} for the character");
        if (source[next] is '^' or '$') throw Wrong($"'{source[next]}' is not needed, because the pattern always stands for the whole text; write \\{source[next]} for the character");
        Rune.DecodeFromUtf16(source.AsSpan(next), out var rune, out var length);
        next += length;
        return rune;
    }

    /// <summary>A character after a backslash; null when there is none.</summary>
    private Rune? Escape()
    {
        if (source[next] != '\\') return null;
        if (next + 1 >= source.Length) throw Wrong("a backslash stands at the end");
        var escaped = source[next + 1];
        if (char.IsAsciiLetterOrDigit(escaped) || !char.IsAscii(escaped)) throw Wrong($"'\\{escaped}' is not supported; write a class such as [0-9], [A-Za-z0-9_] or [ ]");
        next += 2;
        return new Rune(escaped);
    }

    private void Class()
    {
        var excluded = Take('^');
        var (classRe2, classNet) = (new StringBuilder(), new StringBuilder());
        while (next < source.Length && source[next] != ']')
        {
            var from = Member();
            var to = from;
            if (next + 1 < source.Length && source[next] == '-' && source[next + 1] != ']')
            {
                next++;
                to = Member();
                if (to < from) throw Wrong("a range in a class runs backwards");
            }

            classRe2.Append(Hex(from)).Append('-').Append(Hex(to));
            classNet.Append(CultureInfo.InvariantCulture, $"\\u{from:X4}-\\u{to:X4}");
        }

        if (!Take(']')) throw Wrong("a class is not closed; write ']', or \\[ for the character");
        if (classRe2.Length == 0) throw Wrong("a class is empty");
        if (excluded)
        {
            re2.Append("[^").Append(classRe2).Append(']');
            WriteOthers(classNet.ToString());
            return;
        }

        re2.Append('[').Append(classRe2).Append(']');
        net.Append('[').Append(classNet).Append(']');
    }

    private int Member()
    {
        var rune = Escape();
        if (rune is null)
        {
            Rune.DecodeFromUtf16(source.AsSpan(next), out var plain, out var length);
            next += length;
            rune = plain;
        }

        return rune.Value.IsBmp ? rune.Value.Value : throw Wrong($"'{rune}' cannot stand in a class; write it as an alternative, as in (a|{rune})");
    }

    private int Repetition(int re2From, int netFrom)
    {
        if (next >= source.Length) return 1;
        var begin = next;
        var most = 1;
        if (Take('{')) most = Counts();
        else if (!Take('*') && !Take('+') && !Take('?')) return 1;
        if (next < source.Length && source[next] is ('*' or '+' or '?' or '{'))
            throw Wrong("a repetition is repeated; put a group around it");
        // Around a group of its own, so that a character of two UTF-16 units is repeated as a whole.
        re2.Insert(re2From, "(?:").Append(')').Append(source, begin, next - begin);
        net.Insert(netFrom, "(?:").Append(')').Append(source, begin, next - begin);
        return most;
    }

    private int Counts()
    {
        var close = source.IndexOf('}', next);
        var parts = close < 0 ? [] : source[next..close].Split(',');
        if (parts.Length is 0 or > 2 || !Number(parts[0], out var least) || (parts.Length == 2 && parts[1].Length > 0 && !Number(parts[1], out _)))
            throw Wrong("a repetition must be {3}, {2,} or {2,5}; write \\{ for the character");
        var most = parts.Length == 2 && Number(parts[1], out var upper) ? upper : least;
        if (most < least) throw Wrong("a repetition runs backwards");
        if (most > MostRepetitions) throw Wrong($"a repetition is more than {MostRepetitions}");
        next = close + 1;
        return Math.Max(1, most);
    }

    private static bool Number(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private void WriteLiteral(Rune rune)
    {
        re2.Append(Hex(rune.Value));
        foreach (var unit in rune.ToString()) net.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:X4}");
    }

    // .NET matches UTF-16 units; a pair of surrogates is one character.
    private void WriteOthers(string except) => net.Append(@"(?:[\uD800-\uDBFF][\uDC00-\uDFFF]|[^").Append(except).Append(@"\uD800-\uDFFF])");

    private void Both(string text)
    {
        re2.Append(text);
        net.Append(text);
    }

    private bool Take(char c)
    {
        if (next >= source.Length || source[next] != c) return false;
        next++;
        return true;
    }

    private SyntaxException Wrong(string message) => new(next, $"in the pattern '{source}', character {next + 1}: {message}.");

    private static string Hex(int value) => string.Create(CultureInfo.InvariantCulture, $"\\x{{{value:X}}}");
}
