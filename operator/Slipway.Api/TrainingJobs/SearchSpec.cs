using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Training;

namespace Slipway.Api.TrainingJobs;

/// <summary>A search for hyperparameters. Each trial is a pod that learns from the train split and is measured on the validation split; the best trial's hyperparameters train the model.</summary>
public sealed record SearchSpec
{
    /// <summary>How hyperparameters are proposed.</summary>
    public SearchAlgorithm Algorithm { get; init; }

    /// <summary>What to make better. With several, the trials that no other beats in all of them form the Pareto front, and the one with the best first objective is taken.</summary>
    [MinLength(1), MaxLength(5)]
    public required IReadOnlyList<SearchObjective> Objectives { get; init; }

    /// <summary>What may vary. Whatever is not named here is as <c>hyperparameters</c> says; <c>num_boost_round</c> is the budget, and the same for every trial.</summary>
    [MinLength(1), MaxLength(50)]
    public required IReadOnlyList<SearchParameter> Parameters { get; init; }

    /// <summary>Most trials. Needed for Random and TPE; a Grid has as many as it has points.</summary>
    [Range(1, 500)]
    public int? MaxTrialCount { get; init; }

    /// <summary>Most trials at once, each in a pod of its own with the resources of <c>placement</c>.</summary>
    [Range(1, 100)]
    public int ParallelTrialCount { get; set; } = 3;

    /// <summary>Failed trials that are put up with; one more, and the run fails.</summary>
    [Range(0, 500)]
    public int MaxFailedTrialCount { get; set; } = 3;

    /// <summary>Ends trials early that do worse than others. Absent: every trial has all its rounds. For one objective.</summary>
    public TrialEarlyStopping? EarlyStopping { get; init; }

    /// <summary>Longest time of the search; then the best trial so far is taken.</summary>
    public Duration? Deadline { get; init; }

    /// <summary>Seed of the proposals. Default: <c>spec.seed</c>, which is also the seed of every trial's learner.</summary>
    public long? Seed { get; init; }
}

/// <summary>A hyperparameter that varies.</summary>
public sealed record SearchParameter
{
    /// <summary>XGBoost's name of it.</summary>
    [StringLength(40, MinimumLength = 1)]
    public required string Name { get; init; }

    /// <summary>What values it takes.</summary>
    public required ParameterType Type { get; init; }

    /// <summary>Smallest value. Needed for Double and Int.</summary>
    public double? Min { get; init; }

    /// <summary>Largest value. Needed for Double and Int.</summary>
    public double? Max { get; init; }

    /// <summary>Distance of the values from <c>min</c> on. Default: 1 for Int, any value for Double.</summary>
    public double? Step { get; init; }

    /// <summary>How values are drawn.</summary>
    public ParameterDistribution Distribution { get; init; }

    /// <summary>The values of a Categorical parameter: numbers, texts, true or false.</summary>
    [MinLength(1), MaxLength(500)]
    public IReadOnlyList<JsonElement>? List { get; init; }
}

/// <summary>What values a hyperparameter takes.</summary>
public enum ParameterType
{
    /// <summary>Numbers.</summary>
    Double,

    /// <summary>Whole numbers.</summary>
    Int,

    /// <summary>One of a list.</summary>
    Categorical,
}

/// <summary>How values of a hyperparameter are drawn.</summary>
public enum ParameterDistribution
{
    /// <summary>Every value is equally likely.</summary>
    Uniform,

    /// <summary>Every order of magnitude is equally likely; for values above 0.</summary>
    LogUniform,
}

/// <summary>When trials end early.</summary>
public sealed record TrialEarlyStopping
{
    /// <summary>The rule.</summary>
    public EarlyStoppingAlgorithm Algorithm { get; init; }

    /// <summary>Rounds that every trial has. Default: of ASHA so few that there are two more rungs, of MedianStop one <c>interval</c>.</summary>
    [Range(1, 1_000_000)]
    public int? MinRounds { get; init; }

    /// <summary>ASHA: one of so many trials goes on to the next rung, with so many times the rounds.</summary>
    [Range(2, 10)]
    public int ReductionFactor { get; set; } = 4;

    /// <summary>MedianStop: rounds between two looks. Default: a tenth of all rounds.</summary>
    [Range(1, 1_000_000)]
    public int? Interval { get; init; }

    /// <summary>MedianStop: trials that must have had all their rounds before one is stopped.</summary>
    [Range(1, 500)]
    public int MinTrialsRequired { get; set; } = 3;
}

/// <summary>Rules that end trials early.</summary>
public enum EarlyStoppingAlgorithm
{
    /// <summary>Asynchronous successive halving (Li et al. 2018): trials pause at rungs, and the best of each rung go on from where they were.</summary>
    ASHA,

    /// <summary>The median stopping rule of Google Vizier (Golovin et al. 2017): a trial ends when its best value so far is worse than the median of the running averages of the trials that were complete when it began.</summary>
    MedianStop,
}
