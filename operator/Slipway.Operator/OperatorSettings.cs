using Slipway.Operator.TrainingJobs.Progress;
using Slipway.Operator.TrainingJobs.Usage;

namespace Slipway.Operator;

/// <summary>What the operator was started with and objects may leave out.</summary>
internal sealed record OperatorSettings
{
    /// <summary>Image of the built-in trainer.</summary>
    public required string TrainerImage { get; init; }

    /// <summary>Image of predictor and router.</summary>
    public required string ServerImage { get; init; }

    /// <summary>URI prefix under which versions and models are written, without a slash at the end.</summary>
    public required string ArtifactStore { get; init; }

    /// <summary>Address of the Prometheus that scrapes the routers, with a slash at the end.</summary>
    public required Uri Prometheus { get; init; }

    /// <summary>How long the files of a deleted ModelVersion are kept, so that it can be restored.</summary>
    public TimeSpan TrashRetention { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Runs at once that make up for lost time after an outage.</summary>
    public int MaxCatchUpRuns { get; init; } = 5;

    /// <summary>Where runs tell how far they have come; null without a webhook.</summary>
    public ProgressEndpoint? Progress { get; init; }

    /// <summary>What resources cost; null when nobody says.</summary>
    public PriceTable? Prices { get; init; }

    /// <summary>URI prefix of an object: its own store or the operator's.</summary>
    public string StoreOf(Api.Storage? storage) => (storage?.Uri ?? ArtifactStore).TrimEnd('/');
}
