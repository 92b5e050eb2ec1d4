namespace Slipway.Features.Language;

/// <summary>Ends the reading of one expression at its first error; the compiler turns it into a <see cref="FeatureError"/>.</summary>
internal sealed class SyntaxException(int position, string message) : Exception(message)
{
    /// <summary>Offset of the error, counted from 0.</summary>
    public int Position { get; } = position;
}
