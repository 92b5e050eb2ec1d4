namespace Slipway.Features;

/// <summary>A column of the source that a query passes on beside the features, such as the label.</summary>
/// <param name="Name">Name in the source.</param>
/// <param name="Alias">Name in the result.</param>
public sealed record KeptColumn(string Name, string Alias);
