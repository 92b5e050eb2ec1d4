using System.Globalization;
using Slipway.Api.TrainingJobs;
using Slipway.Api.TrainingJobs.Triggers;
using Slipway.Operator.Reconciling;

namespace Slipway.Operator.TrainingJobs.Triggers;

/// <summary>Whether a run that differs from all before may begin now.</summary>
/// <param name="Trigger">What begins it; null when nothing does.</param>
/// <param name="Pending">What it waits for though it is due.</param>
internal sealed record RunGate(RunTrigger? Trigger, PendingRun? Pending = null)
{
    /// <summary>It waits for its turn among those that make up for lost time.</summary>
    public const string CatchUpReason = "CatchUp";

    private const string WindowReason = "TrainingWindow";

    public static RunGate Of(TrainingJobWorld world, TrainingInputs inputs, string? refresh, TriggerRound round, DateTimeOffset now)
    {
        if (Begins(world, inputs, refresh, round) is not { } trigger) return new RunGate(Trigger: null);
        trigger = trigger with { DatasetRows = world.Dataset?.Status?.Current?.Rows };
        var before = world.Job.Status?.Pending;
        if (world.Job.Spec.TrainingWindow is { } declared && trigger.Type != TriggerType.Refresh)
        {
            var window = DailyWindow.Of(declared, now);
            if (!window.IsOpen(now))
            {
                return new RunGate(Trigger: null, Waits(trigger, before, WindowReason, now) with
                {
                    NotBefore = window.Opens,
                    Message = $"runs may begin from {declared.Start} to {declared.End} {declared.TimeZone ?? "UTC"}, next from {TriggerVerdict.Text(window.Opens)} on; annotate with slipway.dev/refresh to train at once",
                });
            }

            trigger = trigger with { MustEndBy = window.Deadline, DueAt = new[] { trigger.DueAt, trigger.DueAt is null ? null : (DateTimeOffset?)window.Opens }.Max() };
        }

        return CatchUp(world, trigger, before, now) ?? new RunGate(trigger);
    }

    private static RunGate? CatchUp(TrainingJobWorld world, RunTrigger trigger, PendingRun? before, DateTimeOffset now)
    {
        if (trigger.Name is null || trigger.DueAt is not { } due || now - due <= CatchUpView.Late) return null;
        var (place, slots) = (CatchUpView.PlaceOf(world.Job, due), world.Settings.MaxCatchUpRuns);
        var pending = Waits(trigger, before, CatchUpReason, now);
        if (before?.Reason == CatchUpReason && now - pending.Since >= CatchUpView.Settling && world.CatchUp.IsTurnOf(place, slots)) return new RunGate(trigger with { CatchUp = true });
        return new RunGate(Trigger: null, pending with
        {
            NotBefore = pending.Since + CatchUpView.Settling is var settled && settled > now ? settled : null,
            Priority = place.Priority,
            Message = string.Create(CultureInfo.InvariantCulture,
                $"was due at {TriggerVerdict.Text(due)} and makes up for lost time: {slots} such {(slots == 1 ? "run goes" : "runs go")} on at once, by priority (spec.priority {place.Priority}), then the newest first"),
        });
    }

    private static PendingRun Waits(RunTrigger trigger, PendingRun? before, string reason, DateTimeOffset now) =>
        new() { Trigger = trigger.Name, DueAt = trigger.DueAt, Reason = reason, Message = "", Since = before?.Reason == reason ? before.Since : now };

    private static RunTrigger? Begins(TrainingJobWorld world, TrainingInputs inputs, string? refresh, TriggerRound round)
    {
        var newest = world.Job.Status?.Runs is [var run, ..] ? run : null;
        if (refresh is not null && newest?.Refresh != refresh) return new RunTrigger { Type = TriggerType.Refresh, Message = $"annotation slipway.dev/refresh: {refresh}" };
        if (TrainedInputs.Tried(world) is not { } tried) return newest?.Trigger ?? new RunTrigger { Type = TriggerType.Configuration, Message = "nothing was trained yet" };
        if (!tried.HasConfigurationOf(world.Job.Spec, inputs)) return new RunTrigger { Type = TriggerType.Configuration, Message = "the configuration was not trained yet" };
        // What a stopped run was begun for is still to be done.
        if (newest?.Reason == TrainingDraft.SupersededReason) return newest.Trigger ?? new RunTrigger { Type = TriggerType.Configuration, Message = $"run {newest.Name} was stopped" };
        if (newest?.State == RunState.Failed && newest.RunDigest != RunConfiguration.RunDigest(world, newest.ConfigurationDigest))
            return new RunTrigger { Type = TriggerType.Configuration, Message = $"what pods need was changed since run {newest.Name} failed" };
        return world.Job.Spec.Triggers is { Count: > 0 } ? round.Fired : new RunTrigger { Type = TriggerType.DataVersion, Message = round.Facts.News.Any ? round.Facts.News.Text : "what it may read was changed" };
    }
}
