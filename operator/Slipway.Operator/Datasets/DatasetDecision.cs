using Slipway.Api.Datasets;
using Slipway.Contracts.Data;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Access;
using Slipway.Operator.Datasets.Collection;
using Slipway.Operator.Datasets.Erasure;
using Slipway.Operator.Reconciling;
using Slipway.Operator.Steps;

namespace Slipway.Operator.Datasets;

/// <summary>What to do about a Dataset now.</summary>
/// <remarks>
/// A snapshot goes on record in <c>status.lastSnapshot</c> first; the next pass makes its Job. So at most one Job is ever made for a snapshot,
/// whenever the operator is killed, and a snapshot whose end is on record is not repeated because its Job is gone.
/// </remarks>
internal static class DatasetDecision
{
    public static Plan<DatasetStatus> Decide(DatasetWorld world, DateTimeOffset now) => Collector.Extend(DecideSnapshot(world, now), world, now);

    private static Plan<DatasetStatus> DecideSnapshot(DatasetWorld world, DateTimeOffset now)
    {
        var ledger = DeletionLedger.Of(world.Dataset, now);
        var draft = new DatasetDraft(world, ledger, now);
        var errors = DatasetValidation.Validate(world.Dataset.Spec);
        if (errors.Count > 0) return draft.Stalled("InvalidSpec", Summary.Of(errors));

        if (ledger.Withdrawn is { } withdrawn) return draft.Stalled("DeletionWithdrawn", withdrawn.ToString());

        var parents = Parents.Resolve(world, now);
        if (parents.Obstacle is { } obstacle)
        {
            if (obstacle.Reason == AccessFaults.Reason) return draft.Denied(obstacle.Message);
            return parents.WaitsOnly ? draft.Waiting(obstacle.Reason, obstacle.Message) : draft.Stalled(obstacle.Reason, obstacle.Message);
        }

        var wanted = new SnapshotStep(world, parents, ledger.Due);
        var last = world.Dataset.Status?.LastSnapshot;
        if (last is null || IsOutdated(last, wanted, world) || IsRefreshDue(last, world, now))
        {
            return Collector.IsUnderWay(world.Dataset.Status)
                ? draft.Waiting("Collecting", $"a snapshot is taken once the files of old versions are deleted (Job {world.Dataset.Status!.Collection!.Job})")
                : draft.Begin(wanted.Begin(last, now) with { Reads = Reads(world, parents, now) });
        }

        if (last.FinishedAt is not null) return draft.AtRest(last);

        var state = world.Children.State(last.Job);
        return state.Phase switch
        {
            StepPhase.Succeeded => draft.Accept(last, state),
            StepPhase.Failed => draft.Refuse(last, state),
            _ => draft.Going(last, state, wanted.Children(last)),
        };
    }

    private static List<DataRead>? Reads(DatasetWorld world, Parents parents, DateTimeOffset now)
    {
        List<DataRead> reads = [.. (parents.Pins ?? []).Concat(parents.References ?? []).DistinctBy(pin => pin.Name).Select(pin => Access.Reads.Of(pin, world.Find(pin.Name)!, world.Place, columns: null, now))];
        return reads.Count == 0 ? null : reads;
    }

    private static bool IsOutdated(SnapshotStatus last, SnapshotStep wanted, DatasetWorld world)
    {
        if (last.SpecDigest != wanted.SpecDigest) return true;

        // What the pod needs does not change the rows, so it matters only as long as there is no good end.
        var failed = last.FinishedAt is null || world.Dataset.Status!.Conditions.Find(DatasetDraft.Valid)?.Status == Condition.False;
        return failed && last.RunDigest != wanted.RunDigest;
    }

    private static bool IsRefreshDue(SnapshotStatus last, DatasetWorld world, DateTimeOffset now) =>
        DatasetDraft.NextRefresh(last, world.Dataset.Spec) is { } next && next <= now;
}
