using System.Globalization;
using Slipway.Api.Datasets;
using Slipway.Api.Validation;
using Slipway.Contracts.Data;
using Slipway.Operator.Reconciling;

namespace Slipway.Operator.Datasets.Erasure;

/// <summary>The deletion requests of a Dataset as they stand now, from what is listed and what is on record.</summary>
/// <param name="Entries">What the status is to say of them.</param>
/// <param name="Due">Those that a snapshot has to carry out, by name.</param>
/// <param name="BecameDue">Names of those that were pending before.</param>
/// <param name="Withdrawn">A request that was taken out of the list too late.</param>
/// <param name="Next">When the next one will be due.</param>
/// <param name="Events">What happened.</param>
internal sealed record DeletionLedger(
    IReadOnlyList<DeletionRequestStatus> Entries, IReadOnlyList<RowDeletion> Due, IReadOnlyList<string> BecameDue, FieldError? Withdrawn, DateTimeOffset? Next,
    IReadOnlyList<PlannedEvent> Events)
{
    public static DeletionLedger Of(Dataset dataset, DateTimeOffset now)
    {
        var deletion = dataset.Spec.Deletion ?? new Deletion();
        var requests = (deletion.Requests ?? []).DistinctBy(request => request.Name).ToList();
        var before = (dataset.Status?.DeletionRequests ?? []).ToDictionary(entry => entry.Name, StringComparer.Ordinal);
        var events = new List<PlannedEvent>();
        var entries = requests.Select(request => Entry(request, before.GetValueOrDefault(request.Name), deletion.Delay.Value, now, events)).ToList();
        foreach (var gone in before.Values.Where(old => entries.TrueForAll(entry => entry.Name != old.Name)))
        {
            if (IsBinding(gone)) entries.Add(gone);
            else events.Add(new PlannedEvent(gone.Phase == DeletionPhase.Pending ? "DeletionCancelled" : "DeletionClosed", $"deletion request '{gone.Name}' is listed no longer"));
        }

        var due = entries.Where(entry => entry.Phase != DeletionPhase.Pending).Select(entry => entry.Name).ToHashSet(StringComparer.Ordinal);
        return new DeletionLedger(
            entries,
            [.. requests.Where(request => due.Contains(request.Name)).OrderBy(request => request.Name, StringComparer.Ordinal).Select(request => new RowDeletion { Name = request.Name, Match = request.Match })],
            [.. entries.Where(entry => entry.Phase == DeletionPhase.Effective && before.GetValueOrDefault(entry.Name) is null or { Phase: DeletionPhase.Pending }).Select(entry => entry.Name)],
            WithdrawnFault(dataset.Spec, dataset.Status),
            entries.Where(entry => entry.Phase == DeletionPhase.Pending).Select(entry => (DateTimeOffset?)entry.EffectiveAfter).Min(),
            events);
    }

    /// <summary>The request that the list lacks although its rows would come back; said alike by the reconciler and by admission.</summary>
    public static FieldError? WithdrawnFault(DatasetSpec spec, DatasetStatus? status)
    {
        var listed = (spec.Deletion?.Requests ?? []).ToLookup(request => request.Name, request => DeletionKeys.Digest(request.Match));
        if ((status?.DeletionRequests ?? []).FirstOrDefault(entry => IsBinding(entry) && !listed[entry.Name].Contains(entry.KeysDigest)) is not { } missing) return null;
        var why = missing.RowsRemoved is { } rows
            ? string.Create(CultureInfo.InvariantCulture, $"the source had {rows} of its rows in the last snapshot, and they would come back; put it back, delete the rows at the source, and take it out after the next snapshot")
            : "no version lacks its rows yet; put it back";
        return new FieldError("spec.deletion.requests", missing.Name,
            string.Create(CultureInfo.InvariantCulture, $"is missing or has other keys, and could be taken back or changed until {missing.EffectiveAfter.UtcDateTime:yyyy-MM-dd HH:mm} UTC: {why}"));
    }

    /// <summary>What the status says once a snapshot has carried them out.</summary>
    public IReadOnlyList<DeletionRequestStatus> Done(IReadOnlyDictionary<string, long>? removed, string version) =>
    [
        .. Entries.Select(entry => entry.Phase != DeletionPhase.Pending && removed?.TryGetValue(entry.Name, out var rows) == true
            ? entry with { Phase = DeletionPhase.Done, Version = entry.Version ?? version, RowsRemoved = rows }
            : entry),
    ];

    private static DeletionRequestStatus Entry(DeletionRequest request, DeletionRequestStatus? old, TimeSpan delay, DateTimeOffset now, List<PlannedEvent> events)
    {
        var digest = DeletionKeys.Digest(request.Match);
        if (old is not null && (IsBinding(old) || (old.KeysDigest == digest && old.Phase != DeletionPhase.Pending))) return old;
        var isNew = old is null || old.KeysDigest != digest;
        var since = isNew ? now : old!.RequestedAt;
        var entry = new DeletionRequestStatus { Name = request.Name, KeysDigest = digest, RequestedAt = since, EffectiveAfter = since + delay };
        if (isNew)
        {
            events.Add(new PlannedEvent("DeletionRequested",
                string.Create(CultureInfo.InvariantCulture, $"deletion request '{request.Name}' is due at {entry.EffectiveAfter.UtcDateTime:yyyy-MM-dd HH:mm} UTC and can be taken out of the list until then")));
        }

        if (entry.EffectiveAfter > now) return entry;
        events.Add(new PlannedEvent("DeletionDue", $"deletion request '{request.Name}' is due; the next version will lack its rows"));
        return entry with { Phase = DeletionPhase.Effective };
    }

    // Nobody knows yet whether the source has the rows, or it was seen that it has.
    private static bool IsBinding(DeletionRequestStatus entry) => entry.Phase != DeletionPhase.Pending && entry.RowsRemoved is null or > 0;
}
