namespace Slipway.Features.Language;

internal enum TokenKind
{
    Number,
    Text,
    Name,
    QuotedName,
    Symbol,
    End,
}

/// <summary>One word of an expression.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Position">Offset of its first character, counted from 0.</param>
/// <param name="Text">The word; for texts and quoted names the content without quotes.</param>
/// <param name="Number">Value of a number.</param>
internal readonly record struct Token(TokenKind Kind, int Position, string Text, double Number = 0)
{
    /// <summary>The word as an error message shows it.</summary>
    public string Shown => Kind switch
    {
        TokenKind.End => "the end of the expression",
        TokenKind.Text => $"the text '{Text}'",
        _ => $"'{Text}'",
    };
}
