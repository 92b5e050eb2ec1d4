using System.Text.Json;
using Slipway.Api.TrainingJobs;
using Slipway.Contracts.Training;

namespace Slipway.Operator.TrainingJobs.Search;

/// <summary>What is kept of a search that has ended.</summary>
internal static class SearchRecords
{
    public static SearchRecord Of(TrainingJobSpec spec, SearchStatus search)
    {
        var best = search.Trials![search.BestTrial!.Value - 1];
        return new SearchRecord
        {
            Algorithm = spec.Search!.Algorithm, Seed = spec.Search.Seed ?? spec.Seed, Trials = search.Trials.Count, Succeeded = search.Succeeded, EarlyStopped = search.EarlyStopped,
            Failed = search.Failed, Reason = search.Reason!, Budget = search.Budget!, BestTrial = best.Trial, BestRounds = best.Rounds ?? 0, Parameters = best.Parameters, Objectives = search.Best!,
            ParetoFront = search.ParetoFront,
        };
    }

    /// <summary>The hyperparameters with what was found.</summary>
    public static IReadOnlyDictionary<string, JsonElement>? Merged(IReadOnlyDictionary<string, JsonElement>? given, IReadOnlyDictionary<string, JsonElement>? found)
    {
        if (found is null) return given;
        var merged = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var (name, value) in (given ?? new Dictionary<string, JsonElement>()).Concat(found)) merged[name] = value;
        return merged;
    }
}
