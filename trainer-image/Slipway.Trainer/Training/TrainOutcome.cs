using Slipway.Contracts.FeatureReports;
using Slipway.Contracts.Models;
using Slipway.Contracts.Training;
using Slipway.Trainer.Training.WarmStarts;

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

    /// <summary>The trees that count, for later versions to begin from; null where there are none of one model.</summary>
    internal required SavedBooster? Booster { get; init; }

    /// <summary>Checkpoints that were gone on from.</summary>
    internal IReadOnlyList<ResumedFrom>? ResumedFrom { get; init; }

    /// <summary>Rounds boosted by this process, those after the best included.</summary>
    internal required int Rounds { get; init; }

    internal required TimeSpan LearnerTime { get; init; }

    /// <summary>Time in which the learner waited for rows.</summary>
    internal required TimeSpan InputTime { get; init; }
}
