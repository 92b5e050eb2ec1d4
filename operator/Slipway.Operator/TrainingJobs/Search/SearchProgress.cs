using System.Globalization;
using Slipway.Api.TrainingJobs;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.Operator.Reconciling;
using Slipway.Operator.Steps;
using Slipway.Operator.TrainingJobs.Search.Proposals;
using Slipway.Operator.TrainingJobs.Search.Stopping;

namespace Slipway.Operator.TrainingJobs.Search;

/// <summary>Takes a search one pass further: what has ended goes on record, then it ends or trials are begun. Pure.</summary>
/// <remarks>
/// A trial goes on record with its hyperparameters before its Job is made, and its end before its Job is removed. So a number is given out once, and an operator that
/// is killed at any moment is followed by one that goes on with the same trials.
/// </remarks>
internal sealed class SearchProgress(TrainingJobSpec spec, SearchStatus before, Func<SearchTrial, StepState> stateOf, bool mayBegin, DateTimeOffset now)
{
    private const int LongestMessage = 300;

    private readonly SearchSpec search = spec.Search!;
    private readonly int rounds = TrainingBudget.Rounds(spec.Hyperparameters);
    private readonly List<PlannedEvent> events = [];
    private List<SearchTrial> trials = [.. before.Trials ?? []];
    private long rows = before.Budget?.Rows ?? 0;
    private (string Reason, string Message)? failure;

    private IReadOnlyList<int> Rungs => SearchRungs.Of(search.EarlyStopping, rounds);

    private int Limit => (int)(search.Algorithm == SearchAlgorithm.Grid ? Math.Min(SearchGrid.Size(search.Parameters)!.Value, search.MaxTrialCount ?? int.MaxValue) : search.MaxTrialCount ?? 0);

    /// <summary>The search after this pass.</summary>
    public SearchStep Step()
    {
        trials = [.. trials.Select(trial => trial.State == TrialState.Running ? Look(trial) : trial)];
        if (failure is null && trials.Count(trial => trial.State == TrialState.Failed) > search.MaxFailedTrialCount) failure = TooManyFailed();
        if (failure is { } failed) return Result("TrialsFailed", isOver: true) with { Failure = failed };
        var reason = End();
        if (reason is null && mayBegin)
        {
            Begin();
            if (trials.All(trial => trial.State != TrialState.Running)) reason = trials.Count < Limit ? "SpaceExhausted" : "MaxTrialsReached";
        }

        if (reason is null) return Result(null, isOver: false);
        if (Trials.Comparable(trials, search.Objectives).Count == 0) return Result(reason, isOver: true) with { Failure = ("NoTrialSucceeded", $"the search ended ({reason}) and none of its {trials.Count} trials was measured") };
        return Result(reason, isOver: true);
    }

    private string? End()
    {
        var whole = Trials.Measured(trials.Where(trial => trial.State == TrialState.Succeeded), search.Objectives);
        if (search.Objectives.Any(objective => objective.Goal is not null) && whole.Any(MeetsGoals)) return "GoalReached";
        return search.Deadline is { Value: var deadline } && now - before.StartedAt >= deadline ? "DeadlineExceeded" : null;
    }

    private bool MeetsGoals(Observation trial) =>
        search.Objectives.Zip(trial.Goodness).All(pair => pair.First.Goal is not { } goal || pair.Second >= pair.First.Goodness(goal));

    private SearchTrial Look(SearchTrial trial)
    {
        var state = stateOf(trial);
        if (state.Phase == StepPhase.Failed) return Failed(trial, state);
        if (state.Phase != StepPhase.Succeeded) return trial;
        if (state.Result?.Trial is not { } result) return Failed(trial, state with { Message = "the step ended well but gave no result of a trial" });
        List<double> values = [.. result.Values.OfType<double>()];
        if (values.Count != search.Objectives.Count || values.Exists(value => !double.IsFinite(value)))
        {
            var undefined = search.Objectives.Where((_, index) => result.Values.ElementAtOrDefault(index) is null).Select(objective => objective.Metric);
            return Failed(trial, state with { Message = $"{string.Join(", ", undefined)} is undefined on the {result.ValidationRows} rows of the validation split; it needs more rows, or rows of all classes" });
        }

        rows = result.Rows;
        var isLast = trial.Rung == Rungs.Count - 1;
        var ended = result.StoppedEarly ? TrialState.EarlyStopped : isLast ? TrialState.Succeeded : TrialState.Waiting;
        return trial with
        {
            State = ended, Rounds = result.Rounds, Values = [.. values.Select(Rounded)], Seconds = Math.Round((trial.Seconds ?? 0) + result.Seconds, 1), FinishedAt = ended == TrialState.Waiting ? null : now,
            Reported = Reports(trial, result, values[0]), Checkpoint = ended == TrialState.Waiting ? result.Checkpoint?.Digest : null,
        };
    }

    private List<double>? Reports(SearchTrial trial, TrialResult result, double value) => search.EarlyStopping?.Algorithm switch
    {
        EarlyStoppingAlgorithm.ASHA => [.. (trial.Reported ?? []).Take(trial.Rung), Rounded(value)],
        EarlyStoppingAlgorithm.MedianStop => [.. (result.Reported ?? []).OfType<double>().Select(Rounded)],
        _ => null,
    };

    private SearchTrial Failed(SearchTrial trial, StepState state)
    {
        var message = state.Message.Length <= LongestMessage ? state.Message : state.Message[..(LongestMessage - 3)] + "...";
        events.Add(new PlannedEvent("TrialFailed", $"trial {trial.Trial} of run {before.Run}: {message}", Warning: true));
        // All trials read the same rows: what is refused of them is refused to every trial.
        if (state.Result?.Outcome == StepOutcome.Refused) failure ??= (state.Reason, state.Message);
        return trial with { State = TrialState.Failed, FinishedAt = now, Message = message, Checkpoint = null };
    }

    private (string, string) TooManyFailed()
    {
        var failed = trials.Where(trial => trial.State == TrialState.Failed).ToList();
        return ("TrialsFailed", $"{failed.Count} trials of the search failed, and spec.search.maxFailedTrialCount is {search.MaxFailedTrialCount}; the last one, trial {failed[^1].Trial}: {failed[^1].Message}");
    }

    private void Begin()
    {
        while (trials.Count(trial => trial.State == TrialState.Running) < search.ParallelTrialCount)
        {
            if (search.EarlyStopping is { Algorithm: EarlyStoppingAlgorithm.ASHA } halving && SuccessiveHalving.Promotable(trials, search.Objectives[0], Rungs.Count, halving.ReductionFactor) is { } better)
                Promote(better);
            else if (trials.Count < Limit && Proposal.Next(search, search.Seed ?? spec.Seed, trials.Count + 1, [.. trials.Select(trial => trial.Parameters)], Trials.Measured(trials, search.Objectives)) is { } parameters)
                trials.Add(new SearchTrial { Trial = trials.Count + 1, State = TrialState.Running, Parameters = parameters, StartedAt = now });
            else if (SuccessiveHalving.Last(trials, search.Objectives[0]) is { } last)
                Promote(last);
            else return;
        }
    }

    private void Promote(SearchTrial trial) => trials[trial.Trial - 1] = trial with { State = TrialState.Running, Rung = trial.Rung + 1 };

    private SearchStep Result(string? reason, bool isOver)
    {
        if (isOver) trials = [.. trials.Select(Closed)];
        var comparable = Trials.Comparable(trials, search.Objectives);
        var best = Trials.Best(comparable);
        var status = SearchCounts.Of(before with
        {
            Budget = new TrialBudget(rounds, rows), Reason = reason, FinishedAt = isOver ? now : null, BestTrial = best?.Trial,
            Best = best is null ? null : [.. search.Objectives.Zip(trials[best.Trial - 1].Values!, (objective, value) => new ObjectiveValue(objective.Metric, value))],
            ParetoFront = search.Objectives.Count > 1 && best is not null ? [.. Ranking.Front(comparable).Select(trial => trial.Trial)] : null, Trials = trials,
        });
        return new SearchStep(status, events);
    }

    private SearchTrial Closed(SearchTrial trial) => trial.State switch
    {
        TrialState.Waiting => trial with { State = TrialState.EarlyStopped, FinishedAt = now, Checkpoint = null },
        TrialState.Running => trial with { State = TrialState.Killed, FinishedAt = now, Checkpoint = null, Message = "the search ended before the trial did" },
        _ => trial,
    };

    private static double Rounded(double value) => double.Parse(value.ToString("G7", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}

/// <summary>A search after a pass.</summary>
/// <param name="Status">What goes on record.</param>
/// <param name="Events">What happened.</param>
internal sealed record SearchStep(SearchStatus Status, IReadOnlyList<PlannedEvent> Events)
{
    /// <summary>Why the run fails, when it does.</summary>
    public (string Reason, string Message)? Failure { get; init; }
}
