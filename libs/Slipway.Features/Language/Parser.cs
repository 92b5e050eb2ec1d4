namespace Slipway.Features.Language;

/// <summary>Recursive descent over the grammar or &lt; and &lt; not &lt; comparison &lt; sum &lt; product &lt; sign &lt; primary.</summary>
internal sealed class Parser
{
    // Deep enough for anything a person writes, shallow enough for every stack.
    private const int MaxDepth = 64;
    private const int MaxLength = 4096;

    private static readonly string[] Comparisons = ["==", "!=", "<", "<=", ">", ">="];
    private static readonly string[] Keywords = ["and", "or", "not", "in"];

    private readonly List<Token> tokens;
    private int next;
    private int depth;

    private Parser(List<Token> tokens) => this.tokens = tokens;

    /// <exception cref="SyntaxException">The expression does not follow the grammar.</exception>
    public static Syntax Parse(string expression)
    {
        if (expression.Length > MaxLength)
            throw new SyntaxException(0, $"the expression has {expression.Length} characters, more than {MaxLength}; divide it into several features or prepare the column in the dataset.");
        var parser = new Parser(Lexer.Read(expression));
        var result = parser.Disjunction();
        if (parser.Current.Kind != TokenKind.End)
            throw new SyntaxException(parser.Current.Position, $"expected an operator or the end of the expression, found {parser.Current.Shown}.");
        return result;
    }

    private Token Current => tokens[next];

    private Syntax Disjunction()
    {
        if (++depth > MaxDepth)
            throw new SyntaxException(Current.Position, $"the expression is nested more than {MaxDepth} levels deep; divide it into several features.");
        var left = Conjunction();
        while (TakeKeyword("or") is { } token) left = new CallSyntax(token.Position, "or", [left, Conjunction()]);
        depth--;
        return left;
    }

    private Syntax Conjunction()
    {
        var left = Negation();
        while (TakeKeyword("and") is { } token) left = new CallSyntax(token.Position, "and", [left, Negation()]);
        return left;
    }

    private Syntax Negation()
    {
        if (TakeKeyword("not") is not { } token) return Comparison();
        if (++depth > MaxDepth) throw new SyntaxException(token.Position, $"more than {MaxDepth} levels of 'not'; remove pairs of them.");
        var operand = Negation();
        depth--;
        return new CallSyntax(token.Position, "not", [operand]);
    }

    private Syntax Comparison()
    {
        var left = Sum();
        if (Current.Kind == TokenKind.Symbol && Comparisons.Contains(Current.Text))
        {
            var token = Take();
            var result = new CallSyntax(token.Position, token.Text, [left, Sum()]);
            if (Current.Kind == TokenKind.Symbol && Comparisons.Contains(Current.Text))
                throw new SyntaxException(Current.Position, "comparisons cannot be chained; write 'a < b and b < c'.");
            return result;
        }

        if (TakeKeyword("not") is { } not)
        {
            var operation = TakeKeyword("in") ?? throw new SyntaxException(not.Position, "'not' after a value must be followed by 'in', as in country not in ('DE', 'AT').");
            return new CallSyntax(not.Position, "not", [new CallSyntax(operation.Position, "in", [left, Values()])]);
        }

        return TakeKeyword("in") is { } keyword ? new CallSyntax(keyword.Position, "in", [left, Values()]) : left;
    }

    private ListSyntax Values()
    {
        if (Current is not { Kind: TokenKind.Symbol, Text: "(" or "[" })
            throw new SyntaxException(Current.Position, $"expected a list such as ('DE', 'AT') after 'in', found {Current.Shown}.");
        var open = Take();
        return new ListSyntax(open.Position, Items(open.Text == "(" ? ")" : "]"));
    }

    private Syntax Sum()
    {
        var left = Product();
        while (Current is { Kind: TokenKind.Symbol, Text: "+" or "-" })
        {
            var token = Take();
            left = new CallSyntax(token.Position, token.Text, [left, Product()]);
        }

        return left;
    }

    private Syntax Product()
    {
        var left = Sign();
        while (Current is { Kind: TokenKind.Symbol, Text: "*" or "/" })
        {
            var token = Take();
            left = new CallSyntax(token.Position, token.Text, [left, Sign()]);
        }

        return left;
    }

    private Syntax Sign()
    {
        if (Current is not { Kind: TokenKind.Symbol, Text: "-" }) return Primary();
        var minus = Take();
        if (Current.Kind == TokenKind.Number) return new NumberSyntax(minus.Position, -Take().Number);
        if (++depth > MaxDepth) throw new SyntaxException(minus.Position, $"more than {MaxDepth} signs in a row; remove pairs of them.");
        var operand = Sign();
        depth--;
        return new CallSyntax(minus.Position, "negate", [operand]);
    }

    private Syntax Primary()
    {
        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.Number:
                next++;
                return new NumberSyntax(token.Position, token.Number);
            case TokenKind.Text:
                next++;
                return new TextSyntax(token.Position, token.Text);
            case TokenKind.QuotedName:
                next++;
                return new NameSyntax(token.Position, token.Text, Quoted: true);
            case TokenKind.Name when !Keywords.Contains(token.Text):
                next++;
                if (Current is not { Kind: TokenKind.Symbol, Text: "(" }) return new NameSyntax(token.Position, token.Text, Quoted: false);
                next++;
                return new CallSyntax(token.Position, token.Text, Items(")"));
            case TokenKind.Symbol when token.Text == "(":
                next++;
                var inner = Disjunction();
                Expect(")");
                return inner;
            case TokenKind.Symbol when token.Text == "[":
                next++;
                return new ListSyntax(token.Position, Items("]"));
            default:
                throw new SyntaxException(token.Position, $"expected a column, a function, a number or a text in single quotes, found {token.Shown}.");
        }
    }

    private List<Syntax> Items(string close)
    {
        var items = new List<Syntax>();
        if (Current.Kind == TokenKind.Symbol && Current.Text == close)
        {
            next++;
            return items;
        }

        while (true)
        {
            items.Add(Disjunction());
            if (Current is { Kind: TokenKind.Symbol, Text: "," })
            {
                next++;
                continue;
            }

            Expect(close);
            return items;
        }
    }

    private void Expect(string symbol)
    {
        if (Current.Kind != TokenKind.Symbol || Current.Text != symbol)
            throw new SyntaxException(Current.Position, $"expected '{symbol}', found {Current.Shown}.");
        next++;
    }

    private Token Take() => tokens[next++];

    private Token? TakeKeyword(string keyword) => Current.Kind == TokenKind.Name && Current.Text == keyword ? Take() : null;
}
