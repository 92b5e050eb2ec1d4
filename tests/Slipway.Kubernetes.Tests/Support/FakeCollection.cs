using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Kubernetes.Client;

namespace Slipway.Kubernetes.Tests.Support;

/// <summary>The config maps of a server that a test can make forget, break off, fall silent or fail.</summary>
internal sealed class FakeCollection : IDisposable
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, JsonObject> objects = new(StringComparer.Ordinal);
    private readonly List<(int Version, string Line)> history = [];
    private readonly List<PipeWriter> watchers = [];
    private readonly Queue<HttpResponseMessage> failures = [];
    private readonly StubServer server;
    private int version = 100;
    private int oldest;
    private bool silent;

    public FakeCollection() => server = new StubServer(Answer);

    public IReadOnlyList<RecordedRequest> Requests => server.Requests;

    public int Lists => Requests.Count(request => !request.IsWatch);

    public int Watches => Requests.Count(request => request.IsWatch);

    public int OpenWatches
    {
        get { lock (gate) return watchers.Count; }
    }

    public int PageSize { get; set; } = int.MaxValue;

    /// <summary>How the server takes a watch that asks for the initial state.</summary>
    public InitialEvents InitialEvents { get; set; }

    public KubernetesClient CreateClient(TimeProvider time) => new(server.CreateClient(), new KubernetesClientOptions { Time = time, MaxRetries = 0 });

    public int Put(string name, string value = "x")
    {
        lock (gate)
        {
            var type = objects.ContainsKey(name) ? "MODIFIED" : "ADDED";
            objects[name] = new JsonObject
            {
                ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "demo", ["uid"] = $"u-{name}", ["resourceVersion"] = $"{++version}" },
                ["data"] = new JsonObject { ["v"] = value },
            };
            Send(type, objects[name]);
            return version;
        }
    }

    public void Delete(string name)
    {
        lock (gate)
        {
            var gone = objects[name];
            objects.Remove(name);
            gone["metadata"]!["resourceVersion"] = $"{++version}";
            Send("DELETED", gone);
        }
    }

    public void Bookmark()
    {
        lock (gate) Write($$"""{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"{{++version}}"} } }""");
    }

    /// <summary>Says on all watches that the initial events are over.</summary>
    public void EndInitialEvents()
    {
        lock (gate) Write(InitialEventsEnd());
    }

    /// <summary>Ends all watches in good order, or in the middle of an event.</summary>
    public void EndWatches(bool cut = false)
    {
        lock (gate)
        {
            if (cut) Write("{\"type\":\"ADD", newline: false);
            foreach (var watcher in watchers) watcher.Complete();
            watchers.Clear();
        }
    }

    /// <summary>Forgets the history, so that a watch from before is refused with 410.</summary>
    public void Compact()
    {
        lock (gate) (oldest, _) = (version + 1, version++);
    }

    /// <summary>From now on open watches hear nothing; their connections stay open.</summary>
    public void FallSilent()
    {
        lock (gate)
        {
            silent = true;
            watchers.Clear();
        }
    }

    public void Recover()
    {
        lock (gate) silent = false;
    }

    public void FailNext(HttpResponseMessage response)
    {
        lock (gate) failures.Enqueue(response);
    }

    public void Dispose()
    {
        EndWatches();
        server.Dispose();
    }

    private HttpResponseMessage Answer(RecordedRequest request)
    {
        lock (gate)
        {
            if (failures.TryDequeue(out var failure)) return failure;
            if (!request.IsWatch) return List(request);
            if (request.Query("sendInitialEvents") is null) return Watch(int.Parse(request.Query("resourceVersion")!, System.Globalization.CultureInfo.InvariantCulture));
            return InitialEvents == InitialEvents.Refused ? StubServer.Error(HttpStatusCode.UnprocessableEntity, "Invalid") : WatchFromState();
        }
    }

    private HttpResponseMessage List(RecordedRequest request)
    {
        var from = request.Query("continue") ?? "";
        var rest = objects.Where(pair => string.CompareOrdinal(pair.Key, from) > 0).ToList();
        var page = rest.Take(request.Query("limit") is null ? int.MaxValue : PageSize).ToList();
        var metadata = new JsonObject { ["resourceVersion"] = $"{version}" };
        if (page.Count < rest.Count) metadata["continue"] = page[^1].Key;
        return StubServer.Json(new JsonObject
        {
            ["metadata"] = metadata,
            ["items"] = new JsonArray([.. page.Select(pair => pair.Value.DeepClone())]),
        }.ToJsonString());
    }

    private HttpResponseMessage WatchFromState()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        if (!silent)
        {
            watchers.Add(pipe.Writer);
            foreach (var each in objects.Values) Put(pipe.Writer, Line("ADDED", each) + "\n");
            if (InitialEvents == InitialEvents.Streamed) Put(pipe.Writer, InitialEventsEnd() + "\n");
        }

        return StubServer.Stream(pipe.Reader.AsStream());
    }

    private string InitialEventsEnd() =>
        $$"""{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"{{version}}","annotations":{"k8s.io/initial-events-end":"true"} } } }""";

    private HttpResponseMessage Watch(int from)
    {
        if (from < oldest)
        {
            return StubServer.Stream(new MemoryStream(Encoding.UTF8.GetBytes(
                """{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired","message":"too old resource version"}}""" + "\n")));
        }

        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        if (!silent)
        {
            watchers.Add(pipe.Writer);
            foreach (var (_, line) in history.Where(entry => entry.Version > from)) Put(pipe.Writer, line + "\n");
        }

        return StubServer.Stream(pipe.Reader.AsStream());
    }

    private void Send(string type, JsonObject resource)
    {
        var line = Line(type, resource);
        history.Add((version, line));
        Write(line);
    }

    private static string Line(string type, JsonObject resource) =>
        new JsonObject { ["type"] = type, ["object"] = resource.DeepClone() }.ToJsonString(JsonSerializerOptions.Default);

    private void Write(string line, bool newline = true)
    {
        foreach (var watcher in watchers) Put(watcher, newline ? line + "\n" : line);
    }

    // Flushing a pipe without a pause threshold never waits.
    private static void Put(PipeWriter watcher, string text)
    {
        watcher.Write(Encoding.UTF8.GetBytes(text));
        var flush = watcher.FlushAsync();
        if (!flush.IsCompleted) throw new InvalidOperationException("the watch pipe is full");
    }
}

/// <summary>What becomes of <c>sendInitialEvents=true</c>.</summary>
internal enum InitialEvents
{
    /// <summary>Every object and then the bookmark, as servers do since 1.32.</summary>
    Streamed,

    /// <summary>422, as servers did before.</summary>
    Refused,

    /// <summary>Every object and no bookmark, as servers did that did not know the parameter; or as a server that is still busy.</summary>
    Ignored,
}
