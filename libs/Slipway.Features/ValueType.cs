namespace Slipway.Features;

/// <summary>Type of an expression.</summary>
public enum ValueType
{
    /// <summary>A number, computed in 64-bit floating point.</summary>
    Number,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>Text in UTF-8.</summary>
    Text,

    /// <summary>A moment, with microseconds.</summary>
    Time,

    /// <summary>Several output columns, such as those of <c>one_hot</c>; allowed only as a whole feature.</summary>
    Vector,
}
