using Slipway.Contracts.Data;
using Slipway.Contracts.Features;
using Slipway.Contracts.Training;

namespace Slipway.Contracts.Models;

/// <summary>Every digest that a model came from.</summary>
public sealed record ModelProvenance
{
    /// <summary>TrainingJob that made the model; absent when it was imported.</summary>
    public string? TrainingJob { get; init; }

    /// <summary>Run of that TrainingJob.</summary>
    public string? Run { get; init; }

    /// <summary>How many runs the family has had, this one and those that failed among them: so often was something tried before this model was chosen.</summary>
    public int? Experiments { get; init; }

    /// <summary>Name of the Dataset.</summary>
    public string? Dataset { get; init; }

    /// <summary>Digest of the dataset version.</summary>
    public string? DatasetDigest { get; init; }

    /// <summary>Versions of the datasets that the features were joined from.</summary>
    public IReadOnlyList<DatasetPin>? JoinedDatasets { get; init; }

    /// <summary>Versions of the evaluation sets that it was measured on.</summary>
    public IReadOnlyList<DatasetPin>? EvaluationSets { get; init; }

    /// <summary>What the run read, for the audit.</summary>
    public IReadOnlyList<DataRead>? Reads { get; init; }

    /// <summary>Name of the FeatureSet.</summary>
    public string? FeatureSet { get; init; }

    /// <summary>Digest of the feature definition.</summary>
    public string? FeatureDigest { get; init; }

    /// <summary>Versions of other models whose predictions the features read.</summary>
    public IReadOnlyList<UpstreamVersion>? Upstream { get; init; }

    /// <summary>Digest of the resolved training configuration.</summary>
    public string? ConfigurationDigest { get; init; }

    /// <summary>Periods of the event time that were left out of training and evaluation, with their rows.</summary>
    public IReadOnlyList<ExcludedRows>? ExcludedWindows { get; init; }

    /// <summary>The search that chose the hyperparameters, with the number of experiments.</summary>
    public SearchRecord? Search { get; init; }

    /// <summary>The model that it was derived from by compression; absent when it is as it was learned.</summary>
    public DerivedModel? DerivedFrom { get; init; }

    /// <summary>The versions whose trees it begins with, nearest first; absent when it began from nothing.</summary>
    public IReadOnlyList<ModelParent>? Parents { get; init; }

    /// <summary>Checkpoints that the run went on from after its pod had been taken from it.</summary>
    public IReadOnlyList<ResumedFrom>? ResumedFrom { get; init; }

    /// <summary>Seed of everything random.</summary>
    public long? Seed { get; init; }

    /// <summary>Processes that learned it together, each from the rows whose place in the train split leaves its number when divided by theirs; absent: one.</summary>
    public int? Workers { get; init; }

    /// <summary>Trainer image.</summary>
    public string? Image { get; init; }

    /// <summary>Engines with their versions, such as <c>xgboost</c> to <c>1.7.4</c>.</summary>
    public IReadOnlyDictionary<string, string>? Engines { get; init; }
}
