namespace Slipway.Features.Functions;

internal enum ParameterKind
{
    Number,
    Boolean,
    Text,
    Time,

    /// <summary>Any single value.</summary>
    Any,

    /// <summary>Any single value; all parameters of this kind have the same type, which is also the result's when the function names none.</summary>
    Same,

    /// <summary>Like <see cref="Same"/>, but Number or Time.</summary>
    SameOrdered,

    /// <summary>Like <see cref="Same"/>, and written out in the expression.</summary>
    SameLiteral,

    /// <summary>A list whose entries have the type of the <see cref="Same"/> parameters.</summary>
    SameList,

    /// <summary>Text, Number or Boolean, taken as a category.</summary>
    Category,

    NumberLiteral,
    TextLiteral,

    /// <summary>A text written in the expression, one of <see cref="Parameter.Choices"/>.</summary>
    Choice,

    /// <summary>A text written in the expression, a pattern that <see cref="Language.TextPattern"/> reads.</summary>
    Pattern,

    /// <summary>A text written in the expression, the name of one of the definition's tables of rates.</summary>
    Table,

    /// <summary>A whole number written in the expression, between <see cref="Parameter.Least"/> and <see cref="Parameter.Most"/>.</summary>
    Count,

    /// <summary>A list of numbers in ascending order.</summary>
    Boundaries,

    /// <summary><c>mean</c>, <c>median</c>, <c>mode</c> or a literal of the type of the first parameter.</summary>
    Strategy,

    /// <summary>A whole number (how many categories to fit at most) or a list of the categories themselves.</summary>
    Categories,
}

/// <summary>A parameter of a function.</summary>
internal sealed record Parameter(string Name, ParameterKind Kind, bool Optional = false, bool Repeated = false, int Least = 1, int Most = int.MaxValue)
{
    /// <summary>What a <see cref="ParameterKind.Choice"/> may be, the default first.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];
}
