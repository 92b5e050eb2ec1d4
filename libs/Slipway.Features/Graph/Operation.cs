namespace Slipway.Features.Graph;

/// <summary>
/// The few operations that all functions of the language are made of. Each backend implements exactly these, so the backends agree when they agree on this list.
/// Unless said otherwise a missing argument makes the result missing, and a NaN that arises (such as infinity minus infinity) is missing.
/// </summary>
internal enum Operation
{
    /// <summary>A raw column, already in the form of its type: Number, Boolean or Text.</summary>
    Input,

    /// <summary>A number; NaN is the missing number.</summary>
    Number,

    /// <summary>A text; the empty one is the missing text.</summary>
    Text,

    Add,
    Subtract,
    Multiply,

    /// <summary>Quotient; missing when the divisor is zero.</summary>
    Divide,

    Floor,
    Absolute,

    /// <summary>Square root; missing below zero.</summary>
    SquareRoot,

    /// <summary>Natural logarithm; missing at and below zero.</summary>
    Logarithm,

    Exponential,

    /// <summary>Number is less than number.</summary>
    Less,

    /// <summary>Number is less than or equal to number.</summary>
    LessOrEqual,

    /// <summary>Number equals number.</summary>
    Equal,

    /// <summary>Text equals text, byte by byte.</summary>
    TextEqual,

    /// <summary>Kleene conjunction: false as soon as one side is false.</summary>
    And,

    /// <summary>Kleene disjunction: true as soon as one side is true.</summary>
    Or,

    Not,

    /// <summary>Whether the argument is missing; never missing itself.</summary>
    IsMissing,

    /// <summary>Second argument when the first is true, third when it is false, missing when it is missing.</summary>
    Select,

    /// <summary>First argument unless it is missing, else the second.</summary>
    Coalesce,

    /// <summary>1 for true, 0 for false.</summary>
    ToNumber,

    /// <summary>Position of a text in <see cref="Node.Texts"/>, counted from 0; missing when it is not there.</summary>
    TextIndex,

    /// <summary>Position of a number in <see cref="Node.Numbers"/>, counted from 0; missing when it is not there.</summary>
    NumberIndex,

    /// <summary>How many of the ascending <see cref="Node.Numbers"/> are less than or equal to the argument.</summary>
    Bucket,

    /// <summary>The entry of <see cref="Node.Numbers"/> at the argument, a position within it.</summary>
    ElementAt,

    /// <summary>A to Z become a to z; every other character stays.</summary>
    Lower,

    Concat,

    /// <summary>Whether the text contains <see cref="Node.Literal"/>.</summary>
    Contains,

    StartsWith,
    EndsWith,

    /// <summary>Whether the pattern <see cref="Node.Literal"/> matches the text as a whole.</summary>
    Matches,

    /// <summary>Number of pieces between single spaces.</summary>
    CountPieces,

    /// <summary>MurmurHash3 (x86, 32 bits, seed 0) of the text's UTF-8 bytes, as a signed number.</summary>
    Hash,

    /// <summary>
    /// Every run of up to <see cref="Node.Value"/> neighbouring pieces between single spaces, none of them empty, is hashed into one of <see cref="Node.Width"/>
    /// buckets, and adds to its weight what <see cref="Node.Literal"/> says; see <see cref="BucketWeighing"/>.
    /// </summary>
    WordBuckets,

    /// <summary>A vector: the weight of each bucket of the argument; all 0 when the text is missing. <see cref="Node.Texts"/> names them.</summary>
    BucketWeights,

    /// <summary>A vector of <see cref="Node.Width"/> numbers: 1 at the argument's position, else 0; all 0 when it is missing. <see cref="Node.Texts"/> names them.</summary>
    OneHot,

    /// <summary>A vector: for each of <see cref="Node.Texts"/> how many pieces between single spaces equal it; all 0 when the text is missing.</summary>
    PieceCounts,
}
