using Slipway.Sandbox.ApiServer.Errors;

namespace Slipway.Sandbox.ApiServer.Selectors;

/// <summary>Parses the text form of a label selector, with the errors of apimachinery.</summary>
internal sealed class LabelSelectorParser(string text)
{
    private int _position;

    public List<LabelSelector.Requirement> Parse()
    {
        var requirements = new List<LabelSelector.Requirement>();
        while (true)
        {
            requirements.Add(ParseRequirement());
            switch (Next())
            {
                case "":
                    return requirements;
                case ",":
                    continue;
                case var other:
                    throw Error($"found '{other}', expected: ',' or 'end of string'");
            }
        }
    }

    private LabelSelector.Requirement ParseRequirement()
    {
        var key = Next();
        if (key == "!")
        {
            return new(Word(Next()), "!", []);
        }

        Word(key);
        var operation = Peek();
        switch (operation)
        {
            case "" or ",":
                return new(key, "exists", []);
            case "in" or "notin":
                Next();
                return new(key, operation, ParseValues());
            case "=" or "==" or "!=" or ">" or "<":
                Next();
                var value = Peek() is "" or "," ? "" : Word(Next());
                if (operation is ">" or "<" && !long.TryParse(value, out _))
                {
                    throw Error($"values[0][{key}]: Invalid value: \"{value}\": for 'Gt', 'Lt' operators, the value must be an integer");
                }

                return new(key, operation == "==" ? "=" : operation, [value]);
            default:
                throw Error($"found '{operation}', expected: in, notin, =, ==, !=, gt, lt");
        }
    }

    private List<string> ParseValues()
    {
        var open = Next();
        if (open != "(")
        {
            throw Error($"found '{open}' expected: '('");
        }

        var values = new List<string>();
        while (true)
        {
            values.Add(Peek() is ")" or "," ? "" : Word(Next()));
            switch (Next())
            {
                case ")":
                    return values;
                case ",":
                    continue;
                case var other:
                    throw Error($"found '{other}', expected: ',' or ')'");
            }
        }
    }

    private static string Word(string token) =>
        token is "" or "," or "(" or ")" or "=" or "==" or "!=" or "!" or ">" or "<" ? throw Error($"found '{token}', expected: identifier") : token;

    private string Peek()
    {
        var before = _position;
        var token = Next();
        _position = before;
        return token;
    }

    private string Next()
    {
        while (_position < text.Length && char.IsWhiteSpace(text[_position]))
        {
            _position++;
        }

        if (_position == text.Length)
        {
            return "";
        }

        var start = _position++;
        switch (text[start])
        {
            case '=' or '!' when _position < text.Length && text[_position] == '=':
                _position++;
                break;
            case '(' or ')' or ',' or '=' or '!' or '>' or '<':
                break;
            default:
                while (_position < text.Length && !char.IsWhiteSpace(text[_position]) && !"(),=!><".Contains(text[_position], StringComparison.Ordinal))
                {
                    _position++;
                }

                break;
        }

        return text[start.._position];
    }

    private static ApiException Error(string detail) => ApiErrors.BadRequest("unable to parse requirement: " + detail);
}
