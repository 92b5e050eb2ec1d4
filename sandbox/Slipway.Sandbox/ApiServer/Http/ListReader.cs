using Slipway.Sandbox.ApiServer.Errors;
using Slipway.Sandbox.ApiServer.Resources;
using Slipway.Sandbox.ApiServer.Storage;

namespace Slipway.Sandbox.ApiServer.Http;

/// <summary>One page of a list.</summary>
internal sealed record ListPage(long Revision, IReadOnlyList<StoredObject> Items, string Continue, long? Remaining);

/// <summary>Answers lists from the log: now, at a version, or going on in an earlier snapshot.</summary>
internal sealed class ListReader(RevisionLog log, TimeProvider time)
{
    private static readonly TimeSpan PatienceForFuture = TimeSpan.FromSeconds(3);
    private static readonly string[] MatchRules = ["", "Exact", "NotOlderThan"];

    public async Task<ListPage> ReadAsync(ResourceInfo resource, ListQuery query, CancellationToken cancellation)
    {
        Check(query);
        var (snapshot, after) = await SnapshotAsync(resource, query, cancellation);
        var rest = snapshot.Objects.Values.Where(o => (after is null || string.CompareOrdinal(o.Key, after) > 0) && query.Selects(o));
        if (query.Limit <= 0)
        {
            return new ListPage(snapshot.Revision, [.. rest], "", null);
        }

        var items = rest.Take((int)query.Limit + 1).ToList();
        if (items.Count <= query.Limit)
        {
            return new ListPage(snapshot.Revision, items, "", null);
        }

        items.RemoveAt(items.Count - 1);
        var remaining = query.HasSelectors ? (long?)null : rest.LongCount() - items.Count;
        return new ListPage(snapshot.Revision, items, new ContinueToken(snapshot.Revision, items[^1].Key).ToString(), remaining);
    }

    /// <summary>Waits a little for a version that this server has not reached.</summary>
    public async Task AwaitAsync(long revision, CancellationToken cancellation)
    {
        var patience = Task.Delay(PatienceForFuture, time, cancellation);
        while (log.Revision < revision)
        {
            var change = log.AnyChange.Next;
            if (log.Revision < revision && await Task.WhenAny(change, patience) == patience)
            {
                await patience;
                throw ApiErrors.TooLargeResourceVersion(revision, log.Revision);
            }
        }
    }

    private async Task<(Snapshot Snapshot, string? After)> SnapshotAsync(ResourceInfo resource, ListQuery query, CancellationToken cancellation)
    {
        if (query.Continue.Length > 0)
        {
            var token = ContinueToken.Parse(query.Continue);
            var earlier = log.ListAt(resource.StorageKey, token.Revision)
                ?? throw ApiErrors.Expired("The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.");
            return (earlier, token.After);
        }

        if (query.ParseVersion(isWatch: false) is not { } version)
        {
            return (log.List(resource.StorageKey), null);
        }

        await AwaitAsync(version, cancellation);
        if (query.Match == "Exact" || (query.Match.Length == 0 && query.Limit > 0))
        {
            return (log.ListAt(resource.StorageKey, version) ?? throw ApiErrors.Expired("The resourceVersion for the provided list is too old."), null);
        }

        return (log.List(resource.StorageKey), null);
    }

    private static void Check(ListQuery query)
    {
        if (!MatchRules.Contains(query.Match))
        {
            throw ApiErrors.BadRequest($"resourceVersionMatch: Unsupported value: \"{query.Match}\": supported values: \"Exact\", \"NotOlderThan\"");
        }

        if (query.Match.Length > 0 && query.ResourceVersion.Length == 0)
        {
            throw ApiErrors.BadRequest("resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided");
        }

        if (query.Match.Length > 0 && query.Continue.Length > 0)
        {
            throw ApiErrors.BadRequest("resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden when continue is provided");
        }

        if (query is { Match: "Exact", ResourceVersion: "0" })
        {
            throw ApiErrors.BadRequest("resourceVersionMatch: Forbidden: resourceVersionMatch \"Exact\" is forbidden for resourceVersion \"0\"");
        }
    }
}
