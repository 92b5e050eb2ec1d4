namespace Slipway.Features;

/// <summary>A text that occurs in the training split.</summary>
/// <param name="Value">The text.</param>
/// <param name="Count">Rows in which it occurs; for words, occurrences.</param>
public sealed record FittedCategory(string Value, long Count);
