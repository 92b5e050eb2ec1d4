using System.Globalization;
using Slipway.Sandbox.ApiServer.Errors;
using Slipway.Sandbox.ApiServer.Storage;

namespace Slipway.Sandbox.ApiServer.Http;

/// <summary>How far one watch has read in the log, and what the changes mean to somebody who sees only what its selectors choose.</summary>
internal sealed class WatchCursor(RevisionLog log, string storageKey, ListQuery query, WatchOutput output, long start)
{
    private long _revision = start;

    /// <summary>Changes up to this version were sent.</summary>
    public long Revision => _revision;

    /// <summary>Sends the state as it is now.</summary>
    public void SendInitial(bool bookmark)
    {
        var snapshot = log.List(storageKey);
        foreach (var obj in snapshot.Objects.Values.Where(query.Selects))
        {
            output.Object("ADDED", obj);
        }

        if (bookmark)
        {
            output.Bookmark(snapshot.Revision, initialEventsEnd: true);
        }

        _revision = snapshot.Revision;
    }

    /// <summary>Sends what has changed since, up to a version; false, with the error sent, when the log no longer reaches back that far.</summary>
    public bool SendChanges(long upTo = long.MaxValue)
    {
        var reached = _revision;
        if (log.ReadAfter(storageKey, ref reached) is not { } records)
        {
            output.Error(ApiErrors.Expired($"too old resource version: {_revision} ({log.CompactedRevision})").Status);
            return false;
        }

        foreach (var record in records.TakeWhile(record => record.Revision <= upTo))
        {
            Send(record);
        }

        _revision = Math.Min(reached, Math.Max(upTo, _revision));
        return true;
    }

    private void Send(LogRecord record)
    {
        var was = record.Previous is { } before && query.Selects(before);
        switch (record.Kind)
        {
            case ChangeKind.Deleted:
                if (was)
                {
                    output.Object("DELETED", record.Current);
                }

                break;
            case var _ when query.Selects(record.Current):
                output.Object(was ? "MODIFIED" : "ADDED", record.Current);
                break;
            case var _ when was:
                // It left the selection: the last state that was seen, under the version of the change.
                var gone = record.Previous!.Copy();
                gone["metadata"]!["resourceVersion"] = record.Revision.ToString(CultureInfo.InvariantCulture);
                output.Object("DELETED", new StoredObject(gone, record.Revision));
                break;
        }
    }
}
