using System.Globalization;
using Slipway.Api.TrainingJobs;
using Slipway.Api.TrainingJobs.Triggers;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Access;
using Slipway.Operator.Datasets.Erasure;
using Slipway.Operator.ModelVersions;
using Slipway.Operator.Reconciling;
using Slipway.Operator.Steps;
using Slipway.Operator.TrainingJobs.Search;
using Slipway.Operator.Steps.Scheduling;
using Slipway.Operator.TrainingJobs.Drills;
using Slipway.Operator.TrainingJobs.Progress;
using Slipway.Operator.TrainingJobs.Scheduling;
using Slipway.Operator.TrainingJobs.Triggers;
using Slipway.Operator.TrainingJobs.Usage;
using Slipway.Operator.TrainingJobs.WarmStarts;

namespace Slipway.Operator.TrainingJobs;

/// <summary>The plan of a TrainingJob in the making: one method for each way that a pass can end.</summary>
internal sealed class TrainingDraft(TrainingJobWorld world, DateTimeOffset now)
{
    /// <summary>Reason of a run that made room for another.</summary>
    public const string SupersededReason = "Superseded";

    private const int RunsKept = 10;

    private readonly TrainingJobStatus before = world.Job.Status ?? new TrainingJobStatus();
    private PendingRun? pending;
    private readonly ConditionDraft conditions = new(world.Job.Status?.Conditions, world.Job.Metadata.Generation, now);

    /// <summary>The runs on record, newest first.</summary>
    public IReadOnlyList<TrainingRun> Runs => before.Runs ?? [];

    /// <summary>The run that is under way.</summary>
    public TrainingRun? Active => Runs.FirstOrDefault(run => run.State == RunState.Running);

    public Plan<TrainingJobStatus> Stalled(string reason, string message)
    {
        conditions.Stalled(reason, message);
        return Finish(before, TrainingJobPhase.Pending);
    }

    public Plan<TrainingJobStatus> Waiting(string reason, string message)
    {
        conditions.Reconciling(reason, message);
        return Finish(before, TrainingJobPhase.Pending);
    }

    public Plan<TrainingJobStatus> Suspended()
    {
        conditions.Stalled("Suspended", $"spec.suspend is true and there is something new to train; set it to false to go on{Forecast()}");
        return Finish(before, TrainingJobPhase.Suspended);
    }

    /// <summary>There is something new, and no trigger has fired.</summary>
    /// <param name="last">The last run, as long as it is listed.</param>
    public Plan<TrainingJobStatus> AwaitingTrigger(TrainingRun? last)
    {
        if (last?.State == RunState.Failed) return Failed(last);
        if (last is not null) Trained(last, "; newer data waits for a trigger (status.triggers)");
        else conditions.Ready("Trained", "newer data than that of the last version waits for a trigger (status.triggers)");
        return Finish(before, TrainingJobPhase.Succeeded);
    }

    /// <summary>A run is due and has to wait.</summary>
    public Plan<TrainingJobStatus> Held(PendingRun waiting)
    {
        pending = waiting;
        conditions.Reconciling(waiting.Reason, waiting.Message);
        return Finish(before, TrainingJobPhase.Pending).LookAgain(waiting.NotBefore ?? now + CatchUpView.Settling, now);
    }

    /// <summary>Puts a run on record.</summary>
    public Plan<TrainingJobStatus> Begin(TrainingInputs inputs, string configuration, string runDigest, string? refresh, RunTrigger trigger)
    {
        var number = 1 + world.Versions.Select(version => VersionNumber.Of(version.Spec.Version)).Append(before.LastVersion).Max();
        var version = $"v{number.ToString(CultureInfo.InvariantCulture)}";
        var run = new TrainingRun
        {
            Name = $"{Names.Fit(world.Job.Metadata.Name!, 63 - version.Length - 1)}-{version}",
            Version = version,
            Dataset = inputs.Dataset,
            JoinedDatasets = inputs.JoinedDatasets,
            EvaluationSets = inputs.EvaluationSets,
            Upstream = inputs.Upstream,
            Reads = inputs.Reads,
            WarmStart = inputs.WarmStart,
            FeatureDigest = inputs.FeatureDigest,
            ConfigurationDigest = configuration,
            Configuration = RunConfiguration.Record(world.Job.Spec, inputs),
            RunDigest = runDigest,
            Refresh = refresh,
            Trigger = trigger,
            State = RunState.Running,
            StartedAt = now,
        };
        conditions.Reconciling("Training", $"run {run.Name} trains {version} on version {CanonicalJson.Short(inputs.Dataset.Digest, 12)} of Dataset '{inputs.Dataset.Name}'{Forecast()}");
        return Finish(before with { LastVersion = number, Runs = [run, .. Runs.Take(RunsKept - 1)] }, TrainingJobPhase.Running) with
        {
            Events = [new PlannedEvent("RunStarted", $"run {run.Name} makes {version} of model {world.Job.Spec.Model}: {trigger.Message}")],
        };
    }

    public Plan<TrainingJobStatus> Going(TrainingRun run, StepState state, IReadOnlyList<Child> children)
    {
        var missing = state.Phase == StepPhase.Missing;
        conditions.Reconciling(missing ? "Training" : state.Reason, $"run {run.Name}: {(missing ? "its Job is being made" : state.Message)}");
        var plan = Finish(With(run with { Reason = state.Reason, Message = state.Message }), TrainingJobPhase.Running);
        return plan with
        {
            Children = children,
            Removals = world.Job.Spec.Workers > 1 ? [.. plan.Removals, .. GangRestart.Leftovers(world.Children.Job(run.Name), world.Children.Pods).Select(pod => Removal.Of(BuiltIn.Pods, pod))] : plan.Removals,
            Reads = missing && run.Reads is { } reads ? new PlannedReads(run.Name, reads) : null,
            Events = state.Reason == StepReader.CrashLoop && run.Reason != state.Reason ? [new PlannedEvent(state.Reason, $"run {run.Name}: {state.Message}", Warning: true)] : [],
            QuietReasons = new HashSet<string> { StepReader.CrashLoop },
        };
    }

    /// <summary>Trials of a search go on.</summary>
    public Plan<TrainingJobStatus> Searching(TrainingRun run, SearchStep step, (string Reason, string? Note) why, IReadOnlyList<Child> children)
    {
        var message = $"run {run.Name} searches for hyperparameters: {SearchCounts.Sentence(step.Status)}{(why.Note is { } note ? $"; {note}" : "")}";
        var isStopped = why.Reason == "Suspended" && step.Status.Running == 0;
        if (isStopped) conditions.Stalled(why.Reason, message);
        else conditions.Reconciling(why.Reason, message);
        return Finish(With(run with { Reason = why.Reason, Message = message }) with { Search = step.Status }, isStopped ? TrainingJobPhase.Suspended : TrainingJobPhase.Running) with
        {
            Children = children,
            Events = step.Events,
            // Told once: all trials read the same.
            Reads = step.Status.Trials!.All(trial => trial is { State: TrialState.Running, Rung: 0 }) && run.Reads is { } reads ? new PlannedReads(run.Name, reads) : null,
        };
    }

    /// <summary>A search has ended, and what it found goes on record before anything is trained with it.</summary>
    public Plan<TrainingJobStatus> Found(TrainingRun run, SearchStatus? search, SearchRecord found, string message, params IReadOnlyList<PlannedEvent> events)
    {
        conditions.Reconciling("SearchFinished", message);
        return Finish(With(run with { Search = found, Reason = "SearchFinished", Message = message }) with { Search = search }, TrainingJobPhase.Running) with { Events = events };
    }

    public Plan<TrainingJobStatus> Succeed(TrainingRun run, StepState state)
    {
        if (state.Result?.Train is not { } result)
            return Fail(run, "NoResult", "the step ended well but named no model; the image must follow docs/trainer-contract.md");
        var ended = run with
        {
            State = RunState.Succeeded, Reason = "Succeeded", Message = null, FinishedAt = now,
            ResumedFrom = result.ResumedFrom, Rows = result.Rows, RowsPerSecond = result.RowsPerSecond, Metrics = OnTest(result.Metrics),
        };
        ended = ended with { Usage = UsageAccount.Of(world, ended, result) };
        var name = VersionRecord.NameOf(world.Job.Spec.Model, run.Version);
        Trained(ended);
        return Finish(With(ended) with { LatestVersion = name }, TrainingJobPhase.Succeeded) with
        {
            Children = [VersionRecord.Of(world, run, result)],
            Events = [new PlannedEvent("VersionMade", $"run {run.Name} made ModelVersion {name}"), .. Warnings(run, result)],
        };
    }

    public Plan<TrainingJobStatus> Fail(TrainingRun run, string reason, string message, SearchStep? search = null)
    {
        var ended = run with { State = RunState.Failed, Reason = reason, Message = message, FinishedAt = now };
        ended = ended with { Usage = UsageAccount.Of(world, ended, result: null) };
        return Failed(ended, With(ended) with { Search = search?.Status ?? before.Search }) with { Events = search?.Events ?? [] };
    }

    /// <summary>A run that makes room for another; its Job is stopped.</summary>
    public Plan<TrainingJobStatus> Supersede(TrainingRun run, string why)
    {
        var ended = run with { State = RunState.Failed, Reason = SupersededReason, Message = why, FinishedAt = now, RunDigest = null };
        conditions.Reconciling(SupersededReason, $"run {run.Name} is stopped, because {why}");
        return Finish(With(ended) with { Search = SearchCounts.Ended(before.Search, run, now) }, TrainingJobPhase.Pending);
    }

    /// <summary>The wanted configuration failed, and nothing that could help has changed.</summary>
    public Plan<TrainingJobStatus> Failed(TrainingRun run) => Failed(run, before);

    /// <summary>The wanted configuration was trained.</summary>
    public Plan<TrainingJobStatus> AtRest(TrainingRun run)
    {
        Trained(run);
        return Finish(before, TrainingJobPhase.Succeeded);
    }

    /// <summary>The wanted configuration was trained so long ago that its run is no longer listed.</summary>
    public Plan<TrainingJobStatus> AlreadyTrained(string version)
    {
        conditions.Ready("Trained", $"ModelVersion {version} was trained with this data and configuration");
        return Finish(before with { LatestVersion = before.LatestVersion ?? version }, TrainingJobPhase.Succeeded);
    }

    private Plan<TrainingJobStatus> Failed(TrainingRun run, TrainingJobStatus status)
    {
        conditions.Set("Trained", false, run.Reason ?? "Failed", $"run {run.Name}: {run.Message}").Stalled(run.Reason ?? "Failed", $"run {run.Name}: {run.Message}");
        return Finish(status, TrainingJobPhase.Failed);
    }

    private void Trained(TrainingRun run, string addition = "")
    {
        var name = VersionRecord.NameOf(world.Job.Spec.Model, run.Version);
        var measured = HeadlineMetric.Of(world.Job.Spec.Task, run.Metrics) is { } metric ? $": {metric}" : "";
        var speed = run.RowsPerSecond is { } rate ? string.Create(CultureInfo.InvariantCulture, $", {rate:N0} rows/s") : "";
        var message = $"ModelVersion {name} was made{measured}{speed}";
        conditions.Set("Trained", true, "Trained", message).Ready("Trained", message + addition);
    }

    private TrainingJobStatus With(TrainingRun changed) => before with { Runs = [.. Runs.Select(run => run.Name == changed.Name ? changed : run)] };

    private Plan<TrainingJobStatus> Finish(TrainingJobStatus status, TrainingJobPhase phase)
    {
        var going = status.Runs?.FirstOrDefault(run => run.State == RunState.Running);
        QueueConditions.Show(conditions, going is null ? null : world.Children.Workload(going.Name));
        return new(Running(status) with { Runs = Marked(status.Runs), Pending = pending, Phase = phase, ObservedGeneration = world.Job.Metadata.Generation, Conditions = conditions.Conditions })
        {
            Removals = [.. Leftovers(status)],
        };
    }

    private string Forecast() => RunPlace.Forecast(world) is { } obstacle ? $". As the cluster is, its pods will not start: {obstacle}" : "";

    // What is told of the run under way.
    private TrainingJobStatus Running(TrainingJobStatus status)
    {
        var run = (status.Runs ?? []).FirstOrDefault(each => each.State == RunState.Running);
        DeadlineAtRisk.Set(conditions, world.Job, run, run is null ? null : world.Children.Job(run.Name)?.Status?.StartTime);
        return status with { Progress = ProgressText.Of(run?.Progress) };
    }

    private List<TrainingRun>? Marked(IReadOnlyList<TrainingRun>? runs) => runs is null ? null :
    [
        .. runs.Select(run => run with { HoldsDeleted = DeletedData.Of((run.JoinedDatasets ?? []).Prepend(run.Dataset).Concat(ParentData.Of(run.WarmStart?.Parents)), world.FindDataset, run.HoldsDeleted) }),
    ];

    // Jobs of runs on record stay for their logs; a stopped run's Job goes at once, and last: by it the others are found if this is interrupted.
    private IEnumerable<Removal> Leftovers(TrainingJobStatus status)
    {
        var kept = (status.Runs ?? []).Where(run => run.Reason is not (SupersededReason or QueueWait.OutOfTime)).Select(run => run.Name).Concat(DrillDecision.Kept(status.Drill)).Concat(TrialJobs.Kept(before, status)).ToHashSet(StringComparer.Ordinal);
        foreach (var job in world.Children.Jobs.Where(job => !kept.Contains(job.Metadata.Name!) && !job.IsBeingDeleted()))
        {
            if (world.Children.ConfigMap(job.Metadata.Name!) is { } specification) yield return Removal.Of(BuiltIn.ConfigMaps, specification);
            if (world.Children.Service(job.Metadata.Name!) is { } service) yield return Removal.Of(BuiltIn.Services, service);
            if (world.Children.PodGroup(job.Metadata.Name!) is { } group) yield return Removal.Of(SchedulerKinds.PodGroups, group);
            yield return Removal.Of(BuiltIn.Jobs, job);
        }
    }

    private static List<MetricValue>? OnTest(IReadOnlyList<MetricValue>? metrics) =>
        metrics is null ? null : [.. metrics.Where(metric => metric is { Slice: null, Split: Contracts.Data.Split.Test })];

    private static IEnumerable<PlannedEvent> Warnings(TrainingRun run, TrainResult result) =>
        (result.Warnings ?? []).Select(warning => new PlannedEvent("TrainingWarning", $"run {run.Name}: {warning}", Warning: true));
}
