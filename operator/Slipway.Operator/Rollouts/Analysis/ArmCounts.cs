namespace Slipway.Operator.Rollouts.Analysis;

/// <summary>Requests of one revision and how many of them were bad.</summary>
internal readonly record struct ArmCounts(long Total, long Bad);

/// <summary>What could be learnt of one metric: counts of both arms, or why there are none.</summary>
internal abstract record Evidence
{
    /// <summary>Counts of both arms over the same time.</summary>
    public sealed record Counts(ArmCounts Stable, ArmCounts Candidate) : Evidence;

    /// <summary>Prometheus answered, but knows no series of a revision.</summary>
    public sealed record NoData(string Message) : Evidence;

    /// <summary>The newest sample is too old to speak of the present.</summary>
    public sealed record Stale(string Message) : Evidence;

    /// <summary>Prometheus could not be asked.</summary>
    public sealed record ProviderError(string Message) : Evidence;
}
