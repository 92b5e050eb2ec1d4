namespace Slipway.Operator.Rollouts;

/// <summary>Defaults for what a Rollout does not name.</summary>
internal sealed record RolloutOptions
{
    /// <summary>Image of predictor and router.</summary>
    public required string ServerImage { get; init; }

    /// <summary>Prometheus that scrapes the routers.</summary>
    public required Uri Prometheus { get; init; }
}
