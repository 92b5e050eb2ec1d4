using System.Text.Json;
using Slipway.Api.TrainingJobs;
using Slipway.Contracts.Training;
using Slipway.Operator.Tests.Support;
using Slipway.Operator.TrainingJobs.Search.Proposals;

namespace Slipway.Operator.Tests.TrainingJobs.Search;

/// <summary>Searches for tests.</summary>
internal static class Searches
{
    public static SearchParameter Double(string name, double min, double max, double? step = null, ParameterDistribution distribution = ParameterDistribution.Uniform) =>
        new() { Name = name, Type = ParameterType.Double, Min = min, Max = max, Step = step, Distribution = distribution };

    public static SearchParameter Int(string name, double min, double max, double? step = null, ParameterDistribution distribution = ParameterDistribution.Uniform) =>
        new() { Name = name, Type = ParameterType.Int, Min = min, Max = max, Step = step, Distribution = distribution };

    public static SearchParameter List(string name, params string[] values) => new() { Name = name, Type = ParameterType.Categorical, List = [.. values.Select(Samples.Json)] };

    public static SearchObjective Auc { get; } = new() { Metric = "roc_auc", Type = ObjectiveType.Maximize };

    public static SearchObjective Nodes { get; } = new() { Metric = "model_nodes", Type = ObjectiveType.Minimize };

    public static SearchSpec Of(SearchAlgorithm algorithm, params IReadOnlyList<SearchParameter> parameters) => new()
    {
        Algorithm = algorithm, Objectives = [Auc], Parameters = parameters, MaxTrialCount = algorithm == SearchAlgorithm.Grid ? null : 12,
    };

    /// <summary>Runs a search on a function, one trial after the other.</summary>
    public static IReadOnlyList<Observation> Run(SearchSpec search, long seed, int trials, Func<IReadOnlyDictionary<string, JsonElement>, double[]> goodness)
    {
        var seen = new List<Observation>();
        for (var number = 1; number <= trials; number++)
        {
            if (Proposal.Next(search, seed, number, [.. seen.Select(trial => trial.Parameters)], seen) is not { } parameters) break;
            seen.Add(new Observation(number, parameters, 100, goodness(parameters)));
        }

        return seen;
    }
}
