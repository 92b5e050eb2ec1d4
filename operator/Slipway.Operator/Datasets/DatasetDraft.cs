using System.Globalization;
using Slipway.Api;
using Slipway.Api.Datasets;
using Slipway.Contracts.Steps;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Access;
using Slipway.Operator.Datasets.Collection;
using Slipway.Operator.Datasets.Erasure;
using Slipway.Operator.Reconciling;
using Slipway.Operator.Steps;

namespace Slipway.Operator.Datasets;

/// <summary>The plan of a Dataset in the making: one method for each way that a pass can end.</summary>
internal sealed class DatasetDraft(DatasetWorld world, DeletionLedger ledger, DateTimeOffset now)
{
    /// <summary>Condition that says whether the last snapshot was accepted.</summary>
    public const string Valid = "Valid";

    private readonly DatasetStatus before = world.Dataset.Status ?? new DatasetStatus();
    private readonly ConditionDraft conditions = new(world.Dataset.Status?.Conditions, world.Dataset.Metadata.Generation, now);

    /// <summary>When the next snapshot of itself is due; null when none is wanted or one is under way.</summary>
    public static DateTimeOffset? NextRefresh(SnapshotStatus last, DatasetSpec spec) => last.FinishedAt + spec.Refresh?.Interval.Value;

    public Plan<DatasetStatus> Stalled(string reason, string message)
    {
        conditions.Stalled(reason, message);
        return Finish(before, before.Current is null ? DatasetPhase.Failed : DatasetPhase.Ready);
    }

    /// <summary>What it reads is not, or no longer, granted: a snapshot under way is stopped.</summary>
    public Plan<DatasetStatus> Denied(string message) => Stalled(AccessFaults.Reason, message) with { Removals = [.. Superseded(current: null)] };

    public Plan<DatasetStatus> Waiting(string reason, string message)
    {
        Progress(reason, message);
        return Finish(before, before.Current is null ? DatasetPhase.Pending : DatasetPhase.Ready);
    }

    /// <summary>Puts a snapshot on record.</summary>
    public Plan<DatasetStatus> Begin(SnapshotStatus snapshot)
    {
        Progress("Snapshotting", "a snapshot is being taken");
        var plan = Finish(before with { LastSnapshot = snapshot }, DatasetPhase.Validating);
        return plan with
        {
            Removals = [.. Superseded(snapshot.Job)],
            Events = [.. plan.Events, new PlannedEvent("SnapshotStarted", $"Job {snapshot.Job} takes a snapshot")],
        };
    }

    public Plan<DatasetStatus> Going(SnapshotStatus snapshot, StepState state, IReadOnlyList<Child> children)
    {
        Progress(state.Phase == StepPhase.Missing ? "Snapshotting" : state.Reason,
            state.Phase == StepPhase.Missing ? "a snapshot is being taken" : $"snapshot {snapshot.Job}: {state.Message}");
        return Finish(before with { LastSnapshot = snapshot with { Phase = PhaseOf(state) } }, DatasetPhase.Validating) with
        {
            Children = children,
            Reads = state.Phase == StepPhase.Missing && snapshot.Reads is { } reads ? new PlannedReads(snapshot.Job, reads) : null,
            Removals = [.. Superseded(snapshot.Job)],
        };
    }

    public Plan<DatasetStatus> Accept(SnapshotStatus snapshot, StepState state)
    {
        if (state.Result?.Snapshot is not { } result)
        {
            return Refuse(snapshot, state with
            {
                Phase = StepPhase.Failed, Reason = "NoResult", Message = "the step ended well but named no version; the image must follow docs/trainer-contract.md",
            });
        }

        if (ledger.Due.FirstOrDefault(request => result.Deleted?.ContainsKey(request.Name) != true) is { } unproven)
        {
            return Refuse(snapshot, state with
            {
                Phase = StepPhase.Failed, Reason = "DeletionNotProven",
                Message = $"the step did not say that the version lacks the rows of deletion request '{unproven.Name}'; use a trainer image that carries out deletions",
            });
        }

        var known = (before.Versions ?? []).Concat(before.Collection?.Versions ?? []).FirstOrDefault(version => version.Digest == result.Digest);
        var version = DeletedData.Without(known ?? VersionOf(result), ledger.Due);
        IReadOnlyList<DatasetVersion> versions = [version, .. (before.Versions ?? []).Where(other => other.Digest != result.Digest)];
        conditions.Set(Valid, true, "Accepted", known is null ? $"version {version.ShortDigest} was accepted" : $"the source still gives version {version.ShortDigest}");
        var status = before with
        {
            Current = version, Versions = versions, Schema = Inferred(result), LastSnapshot = Ended(snapshot, SnapshotPhase.Acknowledged, result.Findings) with { AcknowledgedAt = now, Partitions = result.Partitions },
            Collection = Collector.Without(before.Collection, result.Digest),
        };
        Rest(status);
        return Finish(status, DatasetPhase.Ready, ledger.Done(result.Deleted, version.ShortDigest!));
    }

    public Plan<DatasetStatus> Refuse(SnapshotStatus snapshot, StepState state)
    {
        conditions.Set(Valid, false, state.Reason, state.Message);
        var status = before with { LastSnapshot = Ended(snapshot, SnapshotPhase.Refused, state.Result?.Snapshot?.Findings) };
        Rest(status);
        return Finish(status, status.Current is null ? DatasetPhase.Failed : DatasetPhase.Ready);
    }

    /// <summary>Nothing has changed since the last snapshot ended.</summary>
    public Plan<DatasetStatus> AtRest(SnapshotStatus snapshot)
    {
        Rest(before);
        return Finish(before, before.Current is null ? DatasetPhase.Failed : DatasetPhase.Ready) with { Removals = [.. Superseded(snapshot.Job)] };
    }

    private void Rest(DatasetStatus status)
    {
        var valid = conditions.Conditions.Find(Valid)!;
        var current = status.Current;
        if (valid.Status == Condition.True)
            conditions.Ready("Accepted", $"version {current!.ShortDigest} has {Number(current.Rows)} rows{(current.Rejected > 0 ? $", {Number(current.Rejected)} were rejected" : "")}");
        else if (current is not null)
            conditions.Ready("LastSnapshotRefused", $"version {current.ShortDigest} stays current, because the last snapshot was refused: {valid.Message}");
        else
            conditions.Stalled(valid.Reason!, valid.Message!);

        // The verdict on the last snapshot holds for the spec as it is now, since a changed one would have asked for another.
        conditions.Set(Valid, valid.Status, valid.Reason!, valid.Message!);
    }

    private void Progress(string reason, string message)
    {
        if (before.Current is { } current) conditions.ReadyWhileReconciling(reason, $"version {current.ShortDigest} is current; {message}");
        else conditions.Reconciling(reason, message);
    }

    private Plan<DatasetStatus> Finish(DatasetStatus status, DatasetPhase phase, IReadOnlyList<DeletionRequestStatus>? deletions = null)
    {
        var entries = deletions ?? ledger.Entries;
        DeletionsCondition.Set(conditions, entries);
        status = DeletedData.Mark(status, ledger.BecameDue, world.Find) with { DeletionRequests = entries.Count > 0 ? entries : null };
        var refresh = status.LastSnapshot is { } last ? NextRefresh(last, world.Dataset.Spec) : null;
        var next = Earliest(ledger.Next, Earliest(refresh, FreshCondition.Set(conditions, world.Dataset.Spec.Freshness, status.Current, now)));
        next = Earliest(next, PrivacyCondition.Set(conditions, world.Dataset.Spec.Privacy, now));
        next = Earliest(next, ExpiredCondition.Set(conditions, world.Dataset.Spec.ExpiresAt, now));
        next = Earliest(next, AccessEnds());
        var (readers, listed) = ReaderList.Refresh(status.Readers, world.Readers);
        next = Earliest(next, listed);
        return new Plan<DatasetStatus>(status with { Readers = readers, Phase = phase, ObservedGeneration = world.Dataset.Metadata.Generation, Conditions = conditions.Conditions })
        {
            Events = ledger.Events,
            RequeueAfter = next is { } due && due > now ? due - now : null,
        };
    }

    // When an exception ends by which another dataset is read.
    private DateTimeOffset? AccessEnds() =>
        DatasetReads.Of(world.Dataset.Spec).Select(world.Find).OfType<Dataset>().Select(read => Grant.Of(read, world.Place, now)?.EndsAt).Aggregate((DateTimeOffset?)null, Earliest);

    private static DateTimeOffset? Earliest(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other ?? one : one;

    private SnapshotStatus Ended(SnapshotStatus snapshot, SnapshotPhase phase, IReadOnlyList<Contracts.Data.Finding>? findings) =>
        snapshot with { Phase = phase, FinishedAt = now, Findings = findings };

    private static SnapshotPhase PhaseOf(StepState state) => state switch
    {
        { Phase: StepPhase.Missing } => SnapshotPhase.Recorded,
        { Phase: StepPhase.Waiting } => SnapshotPhase.Waiting,
        { Reason: "Retrying" or StepReader.CrashLoop } => SnapshotPhase.Retrying,
        _ => SnapshotPhase.Running,
    };

    // Found once and kept: were it found anew each time, a column that turned into text would be taken for a column of text.
    private IReadOnlyList<Contracts.Data.Column>? Inferred(SnapshotResult result) => world.Dataset.Spec.Schema is null ? before.Schema ?? result.Columns : null;

    private DatasetVersion VersionOf(SnapshotResult result) => new()
    {
        Digest = result.Digest,
        ShortDigest = CanonicalJson.Short(result.Digest, 12),
        ManifestUri = result.ManifestUri,
        Rows = result.Rows.Kept,
        Rejected = result.Rows.Rejected,
        Bytes = result.Bytes,
        EventTimeMin = result.EventTimeMin,
        EventTimeMax = result.EventTimeMax,
        NewestEvent = result.NewestEvent,
        CreatedAt = now,
        Lookup = result.Lookup,
        Parents = Parents.Resolve(world, now).Pins,
    };

    // A Job that takes a snapshot nobody wants any more is stopped; of the finished ones a few stay for their logs. The Job goes last: by it its
    // specification is found if this is interrupted.
    private IEnumerable<Removal> Superseded(string? current)
    {
        var others = world.Children.Jobs.Where(job => job.Metadata.Name != current && !Collector.IsCollect(job) && !job.IsBeingDeleted()).OrderByDescending(job => job.Metadata.CreationTimestamp).ToList();
        var finished = others.Where(job => job.Status?.Conditions.IsTrue("Complete") == true || job.Status?.Conditions.IsTrue("Failed") == true).ToList();
        foreach (var job in others.Except(finished).Concat(finished.Skip(3)))
        {
            if (world.Children.ConfigMap(job.Metadata.Name!) is { } specification) yield return Removal.Of(BuiltIn.ConfigMaps, specification);
            yield return Removal.Of(BuiltIn.Jobs, job);
        }
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
