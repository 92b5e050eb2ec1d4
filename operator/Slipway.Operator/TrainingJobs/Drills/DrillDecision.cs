using System.Globalization;
using Slipway.Api;
using Slipway.Api.ModelVersions;
using Slipway.Api.TrainingJobs;
using Slipway.Api.TrainingJobs.Drills;
using Slipway.Api.TrainingJobs.Triggers;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Access;
using Slipway.Operator.Reconciling;
using Slipway.Operator.Steps;
using Slipway.Operator.TrainingJobs.Triggers;

namespace Slipway.Operator.TrainingJobs.Drills;

/// <summary>What to do about the drill of a TrainingJob now.</summary>
/// <remarks>
/// Guarantees: a drill is on record before its Job is made. It makes no version and takes no number of one. None begins while a run is due, waits or goes on, and one that is under way makes room for a run: its
/// Job is deleted in the pass that puts the run on record. What it wrote is deleted by a Job that is on record too.
/// </remarks>
internal static class DrillDecision
{
    private const string Condition = "DrillPassed";

    /// <summary>Names of Jobs that stay, for their logs or because they go on.</summary>
    public static IEnumerable<string> Kept(DrillStatus? drill) =>
        new[] { drill?.Run is { State: not DrillState.Preempted } run ? run.Name : null, drill?.CleaningJob }.OfType<string>();

    /// <summary>Names of Jobs whose ends are waited for.</summary>
    public static IEnumerable<string> Awaited(DrillStatus? drill) =>
        new[] { drill?.Run is { State: DrillState.Running } run ? run.Name : null, drill?.CleaningJob }.OfType<string>();

    /// <summary>Adds to the plan of a pass what is to be done about the drill.</summary>
    public static Plan<TrainingJobStatus> Extend(Plan<TrainingJobStatus> plan, TrainingJobWorld world, DateTimeOffset now)
    {
        var (spec, before) = (world.Job.Spec.Drill, world.Job.Status?.Drill);
        if (spec is null && before is null) return plan;
        var drill = Scheduled(spec, before, now);
        if (drill.Run is { State: DrillState.Running } run) return Watch(plan, world, drill, run, now);
        if (drill.CleaningJob is { } cleaning) return Clean(plan, world, drill, cleaning);
        if (spec is null) return With(plan, world, null, now);
        return IsDue(world.Job, drill, now) ? BeginWhenIdle(plan, world, drill, now) : With(plan, world, drill, now).LookAgain(drill.NextScheduleTime, now);
    }

    /// <summary>The version that a drill makes once more which is to begin, or whose Job is to be made; null when there is none.</summary>
    public static ModelVersion? Wanted(TrainingJobWorld world, DateTimeOffset now)
    {
        var (spec, before) = (world.Job.Spec.Drill, world.Job.Status?.Drill);
        if (spec is null || before?.CleaningJob is not null || TrainingJobValidation.Validate(world.Job.Spec).Count > 0) return null;
        if (before?.Run is not { State: DrillState.Running } run) return IsIdle(world.Job, world.Job.Status) && IsDue(world.Job, Scheduled(spec, before, now), now) ? Newest(world) : null;
        return world.Children.Job(run.Name) is null ? world.Versions.FirstOrDefault(each => each.Metadata.Name == run.ModelVersion) : null;
    }

    private static DrillStatus Scheduled(Drill? spec, DrillStatus? before, DateTimeOffset now)
    {
        var drill = before ?? new DrillStatus();
        if (spec is null) return drill with { NextScheduleTime = null };
        var text = spec.TimeZone is { } zone ? $"{spec.Schedule} ({zone})" : spec.Schedule;
        if (drill.Schedule != text) drill = drill with { Schedule = text, ObservedFrom = now, LastScheduleTime = null };
        return drill with { NextScheduleTime = CronSchedule.Parse(spec.Schedule, spec.TimeZone).After(now) };
    }

    private static bool IsDue(TrainingJob job, DrillStatus drill, DateTimeOffset now) => Due(job.Spec.Drill!, drill, now) is not null || Asked(job, drill) is not null;

    private static string? Asked(TrainingJob job, DrillStatus drill) => job.Annotation(SlipwayApi.DrillAnnotation) is { } asked && asked != drill.LastRequest ? asked : null;

    private static DateTimeOffset? Due(Drill spec, DrillStatus drill, DateTimeOffset now)
    {
        if (Schedules.Due(CronSchedule.Parse(spec.Schedule, spec.TimeZone), drill.LastScheduleTime ?? drill.ObservedFrom!.Value, now) is not { Moment: var moment }) return null;
        return spec.StartingDeadlineSeconds is { } seconds && moment.AddSeconds(seconds) <= now ? null : moment;
    }

    private static Plan<TrainingJobStatus> BeginWhenIdle(Plan<TrainingJobStatus> plan, TrainingJobWorld world, DrillStatus drill, DateTimeOffset now)
    {
        var waiting = With(plan, world, drill, now).LookAgain(drill.NextScheduleTime, now);
        // Idle before this pass too: only then was the specification looked for that it begins with.
        if (!IsIdle(world.Job, world.Job.Status) || !IsIdle(world.Job, plan.Status) || Newest(world) is not { } version) return waiting;
        if (world.Job.Spec.TrainingWindow is { } window && DailyWindow.Of(window, now) is var today && !today.IsOpen(now)) return waiting.LookAgain(today.Opens, now);
        if (ResolvedInputs.Of(world, now).Inputs is not { } inputs) return waiting;

        var number = drill.Number + 1;
        var run = new DrillRun
        {
            Name = DrillStep.NameOf(world.Job, number), ModelVersion = version.Metadata.Name!, ScheduledFor = Due(world.Job.Spec.Drill!, drill, now), Request = Asked(world.Job, drill), State = DrillState.Running, StartedAt = now,
            Message = $"makes {version.Metadata.Name} once more from its record",
        };
        var (source, missing) = DrillSource.Of(world, inputs, version, run.Name);
        drill = drill with { Number = number };
        if (source is null) return Ended(plan, world, drill, run with { State = DrillState.Failed, Reason = "NotOnRecord", Message = missing, FinishedAt = now }, hasFiles: false, now);
        return With(plan, world, drill with { Run = run with { Source = source.Kind } }, now) with
        {
            Events = [.. plan.Events, new PlannedEvent("DrillStarted", $"drill {run.Name} makes {run.ModelVersion} once more from its record")],
        };
    }

    private static Plan<TrainingJobStatus> Watch(Plan<TrainingJobStatus> plan, TrainingJobWorld world, DrillStatus drill, DrillRun run, DateTimeOffset now)
    {
        if (world.Job.Spec.Drill is not { } spec) return Stop(plan, world, drill, run, "spec.drill was removed", now);
        var state = world.Children.State(run.Name);
        var version = world.Versions.FirstOrDefault(each => each.Metadata.Name == run.ModelVersion);
        if (state.Phase == StepPhase.Failed) return Ended(plan, world, drill, run with { State = DrillState.Failed, Reason = state.Reason, Message = state.Message, FinishedAt = now }, hasFiles: true, now);
        if (version is null) return Stop(plan, world, drill, run, $"ModelVersion {run.ModelVersion} is gone", now);
        if (state.Phase == StepPhase.Succeeded) return Ended(plan, world, drill, DrillComparison.Of(run, version, state.Result?.Train, spec) with { FinishedAt = now }, hasFiles: true, now);
        if (plan.Status.Runs?.FirstOrDefault(each => each.State == RunState.Running) is { } real) return Stop(plan, world, drill, run, $"it made room for run {real.Name}", now);
        if (state.Phase != StepPhase.Missing) return With(plan, world, drill with { Run = run with { Reason = state.Reason } }, now);

        // Nothing is written before the inputs may be read; a drill that waits for that holds up nobody.
        if (ResolvedInputs.Of(world, now).Inputs is not { } inputs) return With(plan, world, drill, now);
        var (source, missing) = DrillSource.Of(world, inputs, version, run.Name);
        if (source is null) return Ended(plan, world, drill, run with { State = DrillState.Failed, Reason = "NotOnRecord", Message = missing, FinishedAt = now }, hasFiles: true, now);
        return With(plan, world, drill, now) with
        {
            Children = [.. plan.Children, .. TrainStep.Children(world, run.Name, source.Specification)],
            Reads = plan.Reads ?? (version.Spec.Provenance!.Reads is { } reads ? new PlannedReads(run.Name, reads) : null),
        };
    }

    private static Plan<TrainingJobStatus> Clean(Plan<TrainingJobStatus> plan, TrainingJobWorld world, DrillStatus drill, string job)
    {
        var state = world.Children.State(job);
        plan = plan with { Status = plan.Status with { Drill = state.IsFinished ? drill with { CleaningJob = null } : drill } };
        if (state.Phase == StepPhase.Failed)
            return plan with { Events = [.. plan.Events, new PlannedEvent("DrillCleaningFailed", $"what drills wrote could not be deleted, and the next drill tries it again: {state.Message}", Warning: true)] };
        return state.IsFinished ? plan : plan with { Children = [.. plan.Children, .. DrillStep.Cleaning(world, job)] };
    }

    // Its moment is not served: it is due again when nothing else is.
    private static Plan<TrainingJobStatus> Stop(Plan<TrainingJobStatus> plan, TrainingJobWorld world, DrillStatus drill, DrillRun run, string why, DateTimeOffset now) =>
        With(plan, world, drill with
        {
            Run = run with { State = DrillState.Preempted, Reason = "Preempted", Message = why, FinishedAt = now }, CleaningJob = DrillStep.CleaningNameOf(world.Job, drill.Number),
        }, now) with { Removals = [.. plan.Removals, .. DrillStep.Removals(world, run.Name)] };

    private static Plan<TrainingJobStatus> Ended(Plan<TrainingJobStatus> plan, TrainingJobWorld world, DrillStatus drill, DrillRun run, bool hasFiles, DateTimeOffset now) => With(plan, world, drill with
    {
        Run = run, LastScheduleTime = run.ScheduledFor ?? drill.LastScheduleTime, LastRequest = run.Request ?? drill.LastRequest, CleaningJob = hasFiles ? DrillStep.CleaningNameOf(world.Job, drill.Number) : null,
    }, now);

    private static Plan<TrainingJobStatus> With(Plan<TrainingJobStatus> plan, TrainingJobWorld world, DrillStatus? drill, DateTimeOffset now)
    {
        var conditions = new ConditionDraft(plan.Status.Conditions, world.Job.Metadata.Generation, now);
        if (drill is null) conditions.Remove(Condition);
        else if (drill.Run is { State: DrillState.Passed or DrillState.Failed } run) conditions.Set(Condition, run.State == DrillState.Passed, run.Reason!, string.Create(CultureInfo.InvariantCulture, $"drill {run.Name}: {run.Message}"));
        return plan with { Status = plan.Status with { Drill = drill, Conditions = conditions.Conditions } };
    }

    private static bool IsIdle(TrainingJob job, TrainingJobStatus? status) => !job.Spec.Suspend && status?.Pending is null && !(status?.Runs ?? []).Any(run => run.State == RunState.Running);

    private static ModelVersion? Newest(TrainingJobWorld world) => world.Versions
        .Where(version => !version.IsBeingDeleted() && version.Status?.Conditions.IsTrue("Ready") == true && version.Spec.Provenance is { Run: not null } origin && origin.TrainingJob == world.Job.Metadata.Name)
        .MaxBy(version => VersionNumber.Of(version.Spec.Version));
}
