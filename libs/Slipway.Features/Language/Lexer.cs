using System.Globalization;
using System.Text;

namespace Slipway.Features.Language;

/// <summary>Cuts an expression into words. White space separates; <c>#</c> starts a comment that ends with the line.</summary>
internal static class Lexer
{
    private static readonly string[] TwoCharacterSymbols = ["==", "!=", "<=", ">="];

    public static List<Token> Read(string expression)
    {
        var tokens = new List<Token>();
        var at = 0;
        while (true)
        {
            at = SkipBlanks(expression, at);
            if (at >= expression.Length)
            {
                tokens.Add(new Token(TokenKind.End, expression.Length, ""));
                return tokens;
            }

            var token = Next(expression, at, out var end);
            tokens.Add(token);
            at = end;
        }
    }

    private static int SkipBlanks(string text, int at)
    {
        while (at < text.Length)
        {
            if (char.IsWhiteSpace(text[at])) at++;
            else if (text[at] == '#') while (at < text.Length && text[at] != '\n') at++;
            else break;
        }

        return at;
    }

    private static Token Next(string text, int at, out int end)
    {
        var c = text[at];
        if (char.IsAsciiDigit(c) || (c == '.' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]))) return ReadNumber(text, at, out end);
        if (c is '\'' or '"') return ReadQuoted(text, at, out end);
        if (char.IsAsciiLetter(c) || c == '_')
        {
            end = at;
            while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_')) end++;
            return new Token(TokenKind.Name, at, text[at..end]);
        }

        foreach (var symbol in TwoCharacterSymbols)
        {
            if (string.CompareOrdinal(text, at, symbol, 0, 2) != 0) continue;
            end = at + 2;
            return new Token(TokenKind.Symbol, at, symbol);
        }

        end = at + 1;
        return c switch
        {
            '+' or '-' or '*' or '/' or '(' or ')' or '[' or ']' or ',' or '<' or '>' => new Token(TokenKind.Symbol, at, c.ToString()),
            '=' => throw new SyntaxException(at, "'=' compares nothing here; write '==' to test for equality."),
            '&' or '|' or '!' => throw new SyntaxException(at, $"'{c}' is not an operator; write 'and', 'or' or 'not'."),
            _ => throw new SyntaxException(at, $"the character '{Rune.GetRuneAt(text, at)}' has no meaning in an expression; text belongs in single quotes."),
        };
    }

    private static Token ReadNumber(string text, int at, out int end)
    {
        end = at;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] == '.')) end++;
        if (end < text.Length && text[end] is 'e' or 'E')
        {
            var exponent = end + 1;
            if (exponent < text.Length && text[exponent] is '+' or '-') exponent++;
            if (exponent < text.Length && char.IsAsciiDigit(text[exponent]))
            {
                end = exponent;
                while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
            }
        }

        if (end < text.Length && (char.IsAsciiLetter(text[end]) || text[end] == '_'))
            throw new SyntaxException(at, $"'{text[at..(end + 1)]}' is neither a number nor a name; names start with a letter.");
        if (!double.TryParse(text.AsSpan(at, end - at), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
            throw new SyntaxException(at, $"'{text[at..end]}' is no number; write numbers as 12, 0.5 or 1.5e-3, up to 1.7e308.");
        return new Token(TokenKind.Number, at, text[at..end], value);
    }

    /// <summary>Single quotes hold text, double quotes a column name; the quote itself is written twice.</summary>
    private static Token ReadQuoted(string text, int at, out int end)
    {
        var quote = text[at];
        var content = new StringBuilder();
        for (end = at + 1; end < text.Length; end++)
        {
            if (text[end] != quote)
            {
                content.Append(text[end]);
            }
            else if (end + 1 < text.Length && text[end + 1] == quote)
            {
                content.Append(quote);
                end++;
            }
            else
            {
                end++;
                return new Token(quote == '\'' ? TokenKind.Text : TokenKind.QuotedName, at, content.ToString());
            }
        }

        throw new SyntaxException(at, $"the quote {quote} is never closed; add a closing {quote}, and write {quote}{quote} for one inside.");
    }
}
