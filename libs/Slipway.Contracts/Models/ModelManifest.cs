using Slipway.Contracts.FeatureReports;
using Slipway.Contracts.Training;

namespace Slipway.Contracts.Models;

/// <summary>All that is known of one trained model; written as <c>manifest.json</c> beside the model file.</summary>
public sealed record ModelManifest
{
    /// <summary>Version of this document's form.</summary>
    public int FormatVersion { get; set; } = 1;

    /// <summary>Name of the model, the family that versions belong to.</summary>
    public required string Model { get; init; }

    /// <summary>Version within the family, such as <c>v3</c>.</summary>
    public required string Version { get; init; }

    /// <summary>What it predicts.</summary>
    public LearningTask Task { get; init; }

    /// <summary>The model file.</summary>
    public required ModelArtifact Artifact { get; init; }

    /// <summary>The trees in the learner's own form, for a warm start; never served.</summary>
    public BoosterFile? Booster { get; init; }

    /// <summary>What it takes and gives.</summary>
    public required Signature Signature { get; init; }

    /// <summary>Class names in the order of the probabilities; the positive class of a binary task comes last.</summary>
    public IReadOnlyList<string>? Classes { get; init; }

    /// <summary>Probability from which the positive class is the label; binary tasks alone.</summary>
    public double? Threshold { get; init; }

    /// <summary>Inputs that the server looks up by entity when a request does not carry them.</summary>
    public IReadOnlyList<ModelLookup>? Lookups { get; init; }

    /// <summary>Inputs that the server computes from the newest events of an entity when a request does not carry them.</summary>
    public IReadOnlyList<ModelWindow>? Windows { get; init; }

    /// <summary>Where it came from.</summary>
    public required ModelProvenance Provenance { get; init; }

    /// <summary>Metrics on the test split, all rows.</summary>
    public IReadOnlyList<MetricValue>? Metrics { get; init; }

    /// <summary>The report on its features.</summary>
    public FeatureSummary? Features { get; init; }

    /// <summary>The page for people who have to decide whether the model may serve.</summary>
    public ModelCardFile? Card { get; init; }

    /// <summary>Comparison of the exported file with the learner that made it.</summary>
    public Parity? Parity { get; init; }

    /// <summary>When it was trained.</summary>
    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>How closely the exported file agrees with the learner that made it.</summary>
public sealed record Parity
{
    /// <summary>Rows compared.</summary>
    public required long Rows { get; init; }

    /// <summary>Largest absolute difference of a probability, or relative difference of a regression's prediction.</summary>
    public required double MaxDifference { get; init; }
}
