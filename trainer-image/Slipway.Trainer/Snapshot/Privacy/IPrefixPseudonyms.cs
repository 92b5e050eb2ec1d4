namespace Slipway.Trainer.Snapshot.Privacy;

/// <summary>Makes pseudonyms that begin alike exactly as far as the values do.</summary>
internal interface IPrefixPseudonyms
{
    /// <summary>The pseudonym; null when the value is not of the form that is asked for.</summary>
    string? Of(string text);
}
