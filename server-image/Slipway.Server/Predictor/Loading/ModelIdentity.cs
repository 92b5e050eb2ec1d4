namespace Slipway.Server.Predictor.Loading;

/// <summary>What a served model is, as answers, metrics and <c>/status</c> tell it.</summary>
internal sealed record ModelIdentity
{
    public required string Name { get; init; }

    public required string Version { get; init; }

    public required string Revision { get; init; }

    public required string Digest { get; init; }

    public required string Uri { get; init; }

    public string? FeatureDigest { get; init; }

    public double? Threshold { get; init; }

    public required DateTimeOffset LoadedAt { get; init; }

    public TimeSpan LoadDuration { get; init; }
}
