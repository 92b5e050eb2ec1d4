namespace Slipway.Features.Graph;

/// <summary>What a run of words adds to the weight of the bucket that it is hashed into.</summary>
internal static class BucketWeighing
{
    /// <summary>1 for each occurrence.</summary>
    public const string Counts = "counts";

    /// <summary>1 or -1 by the sign of the hash, so that runs that share a bucket cancel out rather than add up.</summary>
    public const string Signed = "signed";

    /// <summary>As <see cref="Signed"/>, then all weights of the text scaled so that the sum of their squares is 1.</summary>
    public const string Unit = "unit";

    public static readonly string[] All = [Counts, Signed, Unit];
}
