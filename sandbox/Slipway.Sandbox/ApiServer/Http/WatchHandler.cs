using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Errors;
using Slipway.Sandbox.ApiServer.Storage;
using Slipway.Sandbox.ApiServer.Tables;

namespace Slipway.Sandbox.ApiServer.Http;

/// <summary>
/// Streams changes: a watch is a cursor in the log. A watcher that reads so slowly that the log no longer holds its next
/// change gets a 410 in the stream, as one does that begins at a version of long ago.
/// </summary>
internal sealed class WatchHandler(RevisionLog log, ListReader lists, TimeProvider time, CancellationToken stopping)
{
    private static readonly TimeSpan BookmarkInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ShortestDefault = TimeSpan.FromMinutes(30);

    public async Task HandleAsync(ApiRequest request)
    {
        var query = ListQuery.Parse(request);
        var bookmarks = request.Flag("allowWatchBookmarks");
        var streamsList = request.Flag("sendInitialEvents");
        Check(request, query, streamsList, bookmarks);
        var start = query.ParseVersion(isWatch: true);
        if (start is { } version)
        {
            await lists.AwaitAsync(version, request.Aborted);
        }

        var encoder = new EventEncoder(request.Resource, AnswerForms.Choose(request.Http.Request), request.Query("includeObject") ?? "Metadata", time);
        var response = request.Http.Response;
        response.ContentType = "application/json";
        response.StatusCode = 200;
        await response.StartAsync(request.Aborted);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(request.Aborted, stopping);
        var output = new WatchOutput(response.BodyWriter, encoder, ending.Token);
        var cursor = new WatchCursor(log, request.Resource.StorageKey, query, output, start ?? 0);
        if (start is null || streamsList)
        {
            cursor.SendInitial(bookmarks);
        }

        await output.FlushAsync();
        try
        {
            await FollowAsync(log.Changes(request.Resource.StorageKey), query, output, cursor, bookmarks, ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The client left or the server stops: the stream just ends.
        }
    }

    private async Task FollowAsync(Pulse changes, ListQuery query, WatchOutput output, WatchCursor cursor, bool bookmarks, CancellationToken cancellation)
    {
        var deadline = Task.Delay(Timeout(query), time, cancellation);
        var bookmarkDue = time.GetTimestamp();
        while (true)
        {
            var change = changes.Next;
            if (!cursor.SendChanges())
            {
                await output.FlushAsync();
                return;
            }

            if (bookmarks && time.GetElapsedTime(bookmarkDue) >= BookmarkInterval)
            {
                output.Bookmark(cursor.Revision, initialEventsEnd: false);
                bookmarkDue = time.GetTimestamp();
            }

            await output.FlushAsync();
            using var pause = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var tick = bookmarks ? Task.Delay(BookmarkInterval, time, pause.Token) : deadline;
            if (await Task.WhenAny(change, deadline, tick) == deadline)
            {
                await deadline;
                return;
            }

            await pause.CancelAsync();
        }
    }

    private static TimeSpan Timeout(ListQuery query) => query.TimeoutSeconds > 0
        ? TimeSpan.FromSeconds(query.TimeoutSeconds)
        : ShortestDefault + TimeSpan.FromSeconds(RandomNumberGenerator.GetInt32(0, 1800));

    private static void Check(ApiRequest request, ListQuery query, bool streamsList, bool bookmarks)
    {
        if (query.Match.Length > 0 && request.Query("sendInitialEvents") is null)
        {
            throw ListReader.Invalid(FieldError.Forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"));
        }

        if (request.Query("sendInitialEvents") is not null && query.Match != "NotOlderThan")
        {
            var error = FieldError.Forbidden("resourceVersionMatch", "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
            throw query.Match.Length == 0 ? ListReader.Invalid(error) : ListReader.Invalid(error, FieldError.NotSupported("resourceVersionMatch", query.Match, "NotOlderThan"));
        }

        if (streamsList && !bookmarks)
        {
            throw ListReader.Invalid(FieldError.Forbidden("sendInitialEvents", "sendInitialEvents requires setting allowWatchBookmarks to true"));
        }
    }
}
