using Slipway.Contracts.FeatureReports;
using Slipway.Contracts.Models;
using Slipway.Contracts.Training;

namespace Slipway.Trainer.Training;

/// <summary>Everything that a training run made, before it is written.</summary>
internal sealed record TrainOutcome
{
    internal required byte[] Model { get; init; }

    internal required Signature Signature { get; init; }

    internal required IReadOnlyList<ModelLookup>? Lookups { get; init; }

    internal required IReadOnlyList<ModelWindow>? Windows { get; init; }

    internal required IReadOnlyList<string> Classes { get; init; }

    internal required EvaluationReport Evaluation { get; init; }

    internal required FeatureReport Features { get; init; }

    internal required string FeatureDigest { get; init; }

    internal required string FittedFeatures { get; init; }

    internal required IReadOnlyDictionary<string, string> Engines { get; init; }

    /// <summary>Further files in the scratch folder that belong beside the model, by name.</summary>
    internal IReadOnlyDictionary<string, string> Files { get; init; } = new Dictionary<string, string>();

    /// <summary>Digest of the model that this one was derived from; null when it is as it was learned.</summary>
    internal string? TeacherDigest { get; init; }

    /// <summary>What was given on the evaluation sets.</summary>
    internal IReadOnlyList<ReferenceResults>? References { get; init; }

    internal required IReadOnlyList<string> Warnings { get; init; }

    internal required long Rows { get; init; }

    /// <summary>Rounds boosted, those after the best included.</summary>
    internal required int Rounds { get; init; }

    internal required TimeSpan LearnerTime { get; init; }
}
