using System.Globalization;
using Slipway.Api.Datasets;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Reconciling;
using Slipway.Operator.Steps;

namespace Slipway.Operator.Datasets.Collection;

/// <summary>Takes versions away that have had their time: first off the list, then their files.</summary>
/// <remarks>
/// <para>Guarantees: a version is set apart on record first, from where nothing begins to use it. Its Job is named on record after <see cref="Grace"/>, when every pass that had decided to use it before
/// has ended, and made after the server was asked once more who uses what; what is used goes back to the list. Snapshots and collections exclude each other, so that no snapshot takes a version for
/// there whose files are going.</para>
/// <para>Caveats: an operator that starts from a server which lags by more than that may let a run pin what is gone; that run fails, and the next one reads the newest version.</para>
/// </remarks>
internal static class Collector
{
    /// <summary>Condition that says how the last collection ended.</summary>
    public const string Collected = "Collected";

    private const int AtOnce = 50;

    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromHours(1);

    /// <summary>Whether files may be going now.</summary>
    public static bool IsUnderWay(DatasetStatus? status) => status?.Collection is { Job: not null, FinishedAt: null };

    /// <summary>A collection without a version that has come again.</summary>
    public static CollectionStatus? Without(CollectionStatus? collection, string digest)
    {
        if (collection?.Versions?.Any(version => version.Digest == digest) != true) return collection;
        return collection with { Versions = collection.Versions.Where(version => version.Digest != digest).ToList() is { Count: > 0 } rest ? rest : null };
    }

    /// <summary>Adds to the plan of a pass what is to be done about old versions.</summary>
    public static Plan<DatasetStatus> Extend(Plan<DatasetStatus> plan, DatasetWorld world, DateTimeOffset now)
    {
        var collection = plan.Status.Collection;
        plan = plan with { Removals = [.. plan.Removals, .. Leftovers(world, collection?.Job)] };
        if (IsUnderWay(plan.Status)) return Watch(plan, world, collection!, now);
        // Only of a Dataset that rests: the status that was looked at says which version is current, and its specification how long versions are kept.
        if (plan.Status.LastSnapshot is not { FinishedAt: not null } || world.Dataset.Status is not { LastSnapshot.FinishedAt: not null } before) return plan;
        if (collection?.Versions is not { Count: > 0 }) return Begin(plan, world, before, now);
        var due = collection.FinishedAt + RetryAfter ?? collection.StartedAt + Grace;
        return due > now ? Later(plan, due, now) : Commit(plan, world, collection, now);
    }

    private static Plan<DatasetStatus> Begin(Plan<DatasetStatus> plan, DatasetWorld world, DatasetStatus before, DateTimeOffset now)
    {
        var retention = world.Dataset.Spec.Retention;
        if (DatasetValidation.Validate(world.Dataset.Spec).Count > 0) return plan;
        var expired = world.InUse is { } inUse ? Expiry.Of(before, retention, inUse, now).Take(AtOnce).Select(version => version.Digest).ToHashSet(StringComparer.Ordinal) : [];
        if (expired.Count == 0) return Later(plan, Expiry.Next(plan.Status, retention, now), now);
        var status = plan.Status with
        {
            Versions = [.. plan.Status.Versions!.Where(version => !expired.Contains(version.Digest))],
            Collection = new CollectionStatus
            {
                Versions = [.. plan.Status.Versions!.Where(version => expired.Contains(version.Digest))], StartedAt = now, Number = plan.Status.Collection?.Number ?? 0,
            },
        };
        return Later(plan with { Status = status }, now + Grace, now);
    }

    private static Plan<DatasetStatus> Commit(Plan<DatasetStatus> plan, DatasetWorld world, CollectionStatus collection, DateTimeOffset now)
    {
        if (world.InUse is not { } inUse) return plan;
        if (collection.Versions!.Any(version => Expiry.IsUsed(version, inUse))) return Later(plan with { Status = GiveBack(plan.Status, inUse, now) }, now + Grace, now);
        var number = collection.Number + 1;
        return plan with { Status = plan.Status with { Collection = collection with { Job = CollectStep.NameOf(world.Dataset, number), Number = number, FinishedAt = null } } };
    }

    private static Plan<DatasetStatus> Watch(Plan<DatasetStatus> plan, DatasetWorld world, CollectionStatus collection, DateTimeOffset now)
    {
        var versions = collection.Versions ?? [];
        var state = world.Children.State(collection.Job!);
        switch (state.Phase)
        {
            case StepPhase.Missing when world.InUse is null:
                return plan;
            // Nothing has begun to delete yet: what somebody has pinned meanwhile goes back, and the rest is set apart anew.
            case StepPhase.Missing when world.InUse is { } inUse && versions.Any(version => Expiry.IsUsed(version, inUse)):
                return Later(plan with { Status = GiveBack(plan.Status, inUse, now) }, now + Grace, now);
            case StepPhase.Succeeded when versions.Select(version => version.Digest).Except(state.Result?.Collect?.Versions ?? []).Any():
                return Ended(plan, collection with { FinishedAt = now }, "NoResult", "the step ended well and did not say that every version is gone; the image must follow docs/trainer-contract.md", world, now);
            case StepPhase.Succeeded:
                return Ended(plan, collection with { Versions = null, FinishedAt = now }, null, string.Create(CultureInfo.InvariantCulture, $"the files of {versions.Count} old {(versions.Count == 1 ? "version" : "versions")} are gone"), world, now);
            case StepPhase.Failed:
                return Ended(plan, collection with { FinishedAt = now }, state.Reason, state.Message, world, now);
            default:
                return plan with { Children = [.. plan.Children, .. CollectStep.Children(world, collection)] };
        }
    }

    private static Plan<DatasetStatus> Ended(Plan<DatasetStatus> plan, CollectionStatus collection, string? failure, string message, DatasetWorld world, DateTimeOffset now)
    {
        var told = failure is null ? message : $"old versions could not be deleted and are tried again in {RetryAfter.TotalHours:0} h: {message}";
        var conditions = new ConditionDraft(plan.Status.Conditions, world.Dataset.Metadata.Generation, now).Set(Collected, failure is null, failure ?? "Collected", told);
        return Later(plan with { Status = plan.Status with { Conditions = conditions.Conditions, Collection = collection with { Message = failure is null ? null : message } } },
            failure is null ? null : now + RetryAfter, now);
    }

    // What is used by now goes back to the end of the list, since it was older than the rest. After a try that failed nobody knows whether it is whole: it waits until it is used no longer.
    private static DatasetStatus GiveBack(DatasetStatus status, VersionsInUse inUse, DateTimeOffset now)
    {
        var collection = status.Collection!;
        if (collection.Message is not null) return status with { Collection = collection with { Job = null, FinishedAt = now } };
        var used = collection.Versions!.ToLookup(version => Expiry.IsUsed(version, inUse));
        return status with
        {
            Versions = [.. status.Versions ?? [], .. used[true]],
            Collection = collection with { Versions = used[false].ToList() is { Count: > 0 } rest ? rest : null, StartedAt = now, Job = null },
        };
    }

    // The last Job stays for its log; of one that was given up before it was made, only the specification is there.
    private static IEnumerable<Removal> Leftovers(DatasetWorld world, string? current)
    {
        foreach (var map in world.Children.ConfigMaps.Where(map => IsCollect(map) && map.Metadata.Name != current && !map.IsBeingDeleted())) yield return Removal.Of(BuiltIn.ConfigMaps, map);
        foreach (var job in world.Children.Jobs.Where(job => IsCollect(job) && job.Metadata.Name != current && !job.IsBeingDeleted())) yield return Removal.Of(BuiltIn.Jobs, job);
    }

    /// <summary>Whether a child is of a collection.</summary>
    public static bool IsCollect(IKubernetesObject child) => child.Label("app.kubernetes.io/component") == CollectStep.Name;

    private static Plan<DatasetStatus> Later(Plan<DatasetStatus> plan, DateTimeOffset? due, DateTimeOffset now)
    {
        if (due is not { } at || at <= now || plan.RequeueAfter <= at - now) return plan;
        return plan with { RequeueAfter = at - now };
    }
}
