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
    private const string Match = "resourceVersionMatch";
    private static readonly string[] MatchRules = ["", "Exact", "NotOlderThan"];

    public async Task<ListPage> ReadAsync(ResourceInfo resource, ListQuery query, CancellationToken cancellation)
    {
        Check(query);
        var (snapshot, after) = await SnapshotAsync(resource, query, cancellation);
        var rest = snapshot.Objects.Values.Where(o => query.Covers(o) && (after is null || string.CompareOrdinal(o.Key, after) > 0));
        var items = rest.Where(query.Selects);
        if (query.Limit <= 0)
        {
            return new ListPage(snapshot.Revision, [.. items], "", null);
        }

        var page = items.Take((int)query.Limit).ToList();
        // Whether what follows matches the selectors is not looked at: there may be an empty last page.
        var remaining = page.Count == query.Limit ? rest.LongCount(o => string.CompareOrdinal(o.Key, page[^1].Key) > 0) : 0;
        return remaining == 0
            ? new ListPage(snapshot.Revision, page, "", null)
            : new ListPage(snapshot.Revision, page, new ContinueToken(snapshot.Revision, page[^1].Key).ToString(), query.HasSelectors ? null : remaining);
    }

    /// <summary>Waits a little for a version that this server has not reached.</summary>
    public async Task AwaitAsync(long revision, CancellationToken cancellation)
    {
        if (log.Revision >= revision)
        {
            return;
        }

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

    /// <summary>A 422 about the options of a list or a watch.</summary>
    public static ApiException Invalid(params FieldError[] errors) => ApiErrors.Invalid("ListOptions.meta.k8s.io", "meta.k8s.io", "ListOptions", "", errors);

    private static void Check(ListQuery query)
    {
        if (query.Continue.Length > 0 && query.ResourceVersion is not ("" or "0"))
        {
            throw ApiErrors.BadRequest("specifying resource version is not allowed when using continue");
        }

        if (!MatchRules.Contains(query.Match))
        {
            throw Invalid(FieldError.NotSupported(Match, query.Match, "Exact", "NotOlderThan", ""));
        }

        if (query.Match.Length > 0 && query.ResourceVersion.Length == 0)
        {
            throw Invalid(FieldError.Forbidden(Match, "resourceVersionMatch is forbidden unless resourceVersion is provided"));
        }

        if (query.Match.Length > 0 && query.Continue.Length > 0)
        {
            throw Invalid(FieldError.Forbidden(Match, "resourceVersionMatch is forbidden when continue is provided"));
        }

        if (query is { Match: "Exact", ResourceVersion: "0" })
        {
            throw Invalid(FieldError.Forbidden(Match, "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""));
        }
    }
}
