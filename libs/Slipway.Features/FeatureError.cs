namespace Slipway.Features;

/// <summary>One thing that is wrong with a feature definition.</summary>
/// <param name="Feature">Name of the feature; empty when the error concerns the list as a whole.</param>
/// <param name="Position">Character of the expression at which the error begins, counted from 1; 0 when it concerns no particular character.</param>
/// <param name="Message">What is wrong, what was expected, and the remedy.</param>
public sealed record FeatureError(string Feature, int Position, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => (Feature, Position) switch
    {
        ("", _) => Message,
        (_, 0) => $"feature '{Feature}': {Message}",
        _ => $"feature '{Feature}', character {Position}: {Message}",
    };
}
