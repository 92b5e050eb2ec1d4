using System.Globalization;
using Slipway.Api.FeatureSets;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Access;
using Slipway.Operator.Reconciling;
using Slipway.Operator.Steps;

namespace Slipway.Operator.FeatureSets.Backfills;

/// <summary>What is done about the backfill of a definition that compiles.</summary>
/// <param name="Status">The backfill on record.</param>
/// <param name="Obstacle">Why the definition may not be used yet, or at all; null when it may.</param>
/// <param name="WaitsOnly">Whether the obstacle goes away by itself.</param>
internal sealed record BackfillDecision(BackfillStatus? Status, PlannedEvent? Obstacle = null, bool WaitsOnly = false)
{
    private const string Condition = "Backfilled";

    /// <summary>Children that have to be there.</summary>
    public IReadOnlyList<Child> Children { get; init; } = [];

    /// <summary>Children that have to go.</summary>
    public IReadOnlyList<Removal> Removals { get; init; } = [];

    /// <summary>What its Job is about to read.</summary>
    public PlannedReads? Reads { get; init; }

    /// <summary>What is told once.</summary>
    public IReadOnlyList<PlannedEvent> Events { get; init; } = [];

    /// <remarks>It goes on record first; the next pass makes its Job.</remarks>
    public static BackfillDecision Decide(FeatureSetWorld world, ConditionDraft conditions, string definition, IReadOnlyList<ColumnsRead> reads, DateTimeOffset now)
    {
        if (world.FeatureSet.Spec.Backfill is not { } wanted)
        {
            conditions.Remove(Condition).Remove(HoldsDeletedData.Name);
            return new BackfillDecision(Status: null) { Removals = [.. Leftovers(world, null)] };
        }

        var step = new BackfillStep(world, wanted, definition, now);
        var last = world.FeatureSet.Status?.Backfill;
        if (last is null || last.SpecDigest != step.SpecDigest || (last.Succeeded != true && last.RunDigest != step.RunDigest))
        {
            if (step.Unread() is { } unread) return Going(conditions, last, "WaitingForDataset", $"waits for Dataset '{unread}' to have a version to compute features over");
            if (Jurisdictions.Conflict(world.JoinedDatasets.Values.Prepend(world.Dataset)) is { } conflict) return Stuck(conditions, last, "NoJurisdiction", conflict);
            var next = step.Begin(last, reads);
            conditions.Remove(HoldsDeletedData.Name);
            return Going(conditions, next, "Backfilling", "features are computed over the past before any model uses them") with
            {
                Removals = [.. Leftovers(world, next.Job)], Events = [new PlannedEvent("BackfillStarted", $"Job {next.Job} computes the features over the past")],
            };
        }

        if (last.Succeeded == true) return Done(world, conditions, last);
        if (last.Succeeded == false) return Stuck(conditions, last, last.Reason!, last.Message!) with { Removals = [.. Leftovers(world, last.Job)] };
        var state = world.Children.State(last.Job);
        return state.Phase switch
        {
            StepPhase.Succeeded when state.Result?.Backfill is { } result => Done(world, conditions, last with
            {
                FinishedAt = now, Succeeded = true, Reason = "Backfilled", Message = null, Rows = result.Rows, ReportUri = result.ReportUri, Features = result.Features is null ? null : [.. result.Features.Take(10)],
            }),
            StepPhase.Succeeded => Failed(conditions, last, "NoResult", "the step ended well but named no report; the image must follow docs/trainer-contract.md", now),
            StepPhase.Failed => Failed(conditions, last, state.Reason, state.Message, now),
            _ => Going(conditions, last, state.Phase == StepPhase.Missing ? "Backfilling" : state.Reason, $"backfill {last.Job}: {(state.Phase == StepPhase.Missing ? "its Job is being made" : state.Message)}") with
            {
                Children = step.Children(last), Removals = [.. Leftovers(world, last.Job)],
                Reads = state.Phase == StepPhase.Missing && last.Reads is { } planned ? new PlannedReads(last.Job, planned) : null,
            },
        };
    }

    /// <summary>What has to go when the data may not be read any more.</summary>
    public static IEnumerable<Removal> Stop(FeatureSetWorld world) => Leftovers(world, null);

    private static BackfillDecision Done(FeatureSetWorld world, ConditionDraft conditions, BackfillStatus backfill)
    {
        var least = backfill.Features is [var first, ..] ? string.Create(CultureInfo.InvariantCulture, $"; the least covered is '{first.Feature}' with {first.CoveragePercent:0.##} %") : "";
        conditions.Set(Condition, true, "Backfilled", string.Create(CultureInfo.InvariantCulture, $"features were computed over {backfill.Rows ?? 0:N0} rows of the past{least}"));
        return new BackfillDecision(HoldsDeletedData.Mark(world, conditions, backfill)) { Removals = [.. Leftovers(world, backfill.Job)] };
    }

    private static BackfillDecision Failed(ConditionDraft conditions, BackfillStatus backfill, string reason, string message, DateTimeOffset now) =>
        Stuck(conditions, backfill with { FinishedAt = now, Succeeded = false, Reason = reason, Message = message }, reason, message);

    private static BackfillDecision Going(ConditionDraft conditions, BackfillStatus? backfill, string reason, string message)
    {
        conditions.Set(Condition, false, reason, message);
        return new BackfillDecision(backfill, new PlannedEvent(reason, message), WaitsOnly: true);
    }

    private static BackfillDecision Stuck(ConditionDraft conditions, BackfillStatus? backfill, string reason, string message)
    {
        conditions.Set(Condition, false, reason, message);
        return new BackfillDecision(backfill, new PlannedEvent(reason, message, Warning: true));
    }

    // The Job goes last: by it its specification is found if this is interrupted.
    private static IEnumerable<Removal> Leftovers(FeatureSetWorld world, string? current)
    {
        foreach (var job in world.Children.Jobs.Where(job => job.Metadata.Name != current && !job.IsBeingDeleted()))
        {
            if (world.Children.ConfigMap(job.Metadata.Name!) is { } specification) yield return Removal.Of(BuiltIn.ConfigMaps, specification);
            yield return Removal.Of(BuiltIn.Jobs, job);
        }
    }
}
