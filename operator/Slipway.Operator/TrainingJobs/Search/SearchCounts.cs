using System.Globalization;
using Slipway.Api.TrainingJobs;
using Slipway.Contracts.Training;

namespace Slipway.Operator.TrainingJobs.Search;

/// <summary>Counts of a search, and the sentence that they make.</summary>
internal static class SearchCounts
{
    /// <summary>The status with its counts brought up to date.</summary>
    public static SearchStatus Of(SearchStatus search)
    {
        return search with
        {
            Running = Count(TrialState.Running), Waiting = Count(TrialState.Waiting), Succeeded = Count(TrialState.Succeeded), EarlyStopped = Count(TrialState.EarlyStopped), Failed = Count(TrialState.Failed),
        };

        int Count(TrialState state) => search.Trials!.Count(trial => trial.State == state);
    }

    /// <summary>The search of a run that makes room for another, as it ends with the run.</summary>
    public static SearchStatus? Ended(SearchStatus? search, TrainingRun run, DateTimeOffset now) => search is null || search.Run != run.Name || search.FinishedAt is not null ? search : Of(search with
    {
        FinishedAt = now, Reason = "Superseded",
        Trials = [.. search.Trials!.Select(trial => trial.State is TrialState.Running or TrialState.Waiting ? trial with { State = TrialState.Killed, FinishedAt = now, Checkpoint = null } : trial)],
    });

    /// <summary>How it stands, in one sentence.</summary>
    public static string Sentence(SearchStatus search)
    {
        (int Count, string What)[] parts = [(search.Running, "running"), (search.Waiting, "waiting at a rung"), (search.Succeeded, "succeeded"), (search.EarlyStopped, "stopped early"), (search.Failed, "failed")];
        var counts = string.Join(", ", parts.Where(part => part.Count > 0).Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Count} {part.What}")));
        return string.Create(CultureInfo.InvariantCulture, $"{search.Trials!.Count} trials{(counts.Length > 0 ? $": {counts}" : "")}{Best(search)}");
    }

    /// <summary>The best trial so far.</summary>
    public static string Best(SearchStatus search) => search.BestTrial is not { } best ? ""
        : string.Create(CultureInfo.InvariantCulture, $"; best {Values(search.Best!)} by trial {best}{(search.ParetoFront is { Count: > 1 } front ? $", one of {front.Count} on the Pareto front" : "")}");

    private static string Values(IReadOnlyList<ObjectiveValue> values) => string.Join(", ", values.Select(value => string.Create(CultureInfo.InvariantCulture, $"{value.Metric} {value.Value:0.####}")));
}
