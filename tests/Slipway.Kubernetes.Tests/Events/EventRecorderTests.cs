using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Events;
using Slipway.Kubernetes.Resources;
using Slipway.Kubernetes.Tests.Support;
using Slipway.Testing;

namespace Slipway.Kubernetes.Tests.Events;

[Trait("Capability", "P1")]
public sealed class EventRecorderTests : IDisposable
{
    private static readonly ConfigMap About = new() { Metadata = new ObjectMeta { Name = "shop", Namespace = "demo", Uid = "u-1" } };

    private readonly ManualTimeProvider time = new();
    private readonly StubServer server = new(request => StubServer.Json(
        request.Method == "POST" ? request.Body : WithName(request)));

    public void Dispose() => server.Dispose();

    [Fact]
    public async Task An_event_names_its_object_and_reporter()
    {
        await Record(recorder => recorder.Warning(About, "NoData", "no rows match"));
        var body = JsonNode.Parse(server.Requests.Single().Body)!;
        server.Requests.Single().Path.ShouldBe("/api/v1/namespaces/demo/events");
        ((string?)body["type"], (string?)body["reason"], (string?)body["message"]).ShouldBe(("Warning", "NoData", "no rows match"));
        ((string?)body["involvedObject"]!["kind"], (string?)body["involvedObject"]!["uid"]).ShouldBe(("ConfigMap", "u-1"));
        ((string?)body["source"]!["component"], (int?)body["count"]).ShouldBe(("slipway", 1));
        ((string?)body["metadata"]!["name"])!.ShouldStartWith("shop.");
    }

    [Fact]
    public async Task Equal_events_count_up_in_one_object()
    {
        await Record(recorder =>
        {
            for (var i = 0; i < 3; i++) recorder.Normal(About, "Waiting", "for data");
        });
        server.Requests.Select(request => request.Method).ShouldBe(["POST", "PATCH", "PATCH"]);
        ((int?)JsonNode.Parse(server.Requests[2].Body)!["count"]).ShouldBe(3);
        server.Requests[1].Path.ShouldEndWith((string)JsonNode.Parse(server.Requests[0].Body)!["metadata"]!["name"]!);
    }

    [Fact]
    public async Task The_tenth_similar_event_and_those_after_it_share_one_object()
    {
        await Record(recorder =>
        {
            for (var i = 0; i < 14; i++) recorder.Normal(About, "Progress", $"{i} %");
        });
        var posts = server.Requests.Where(request => request.Method == "POST").ToList();
        posts.Count.ShouldBe(10);
        ((string?)JsonNode.Parse(posts[9].Body)!["message"]).ShouldBe("(combined from similar events): 9 %");
        server.Requests.Count(request => request.Method == "PATCH").ShouldBe(4);
    }

    [Fact]
    public async Task A_chattering_object_gets_25_events_and_then_one_every_five_minutes()
    {
        await Record(recorder =>
        {
            for (var i = 0; i < 40; i++) recorder.Normal(About, $"Reason{i}", "x");
            recorder.Normal(About with { Metadata = About.Metadata with { Uid = "u-2", Name = "other" } }, "Calm", "x");
        });
        server.Requests.Count.ShouldBe(26);

        var correlator = new EventCorrelator(time);
        var sent = Enumerable.Range(0, 30).Count(i => correlator.Correlate(Candidate($"r{i}")) is not null);
        time.Advance(TimeSpan.FromMinutes(5));
        sent.ShouldBe(25);
        correlator.Correlate(Candidate("later")).ShouldNotBeNull();
        correlator.Correlate(Candidate("too soon")).ShouldBeNull();
    }

    [Fact]
    public async Task An_event_that_the_server_has_forgotten_is_written_anew()
    {
        using var forgetful = new StubServer(request => request.Method == "POST" ? StubServer.Json(request.Body) : StubServer.Error(HttpStatusCode.NotFound, "NotFound"));
        await Record(recorder =>
        {
            recorder.Normal(About, "Waiting", "x");
            recorder.Normal(About, "Waiting", "x");
        }, forgetful);
        forgetful.Requests.Select(request => request.Method).ShouldBe(["POST", "PATCH", "POST"]);
    }

    [Fact]
    public async Task A_refused_event_holds_no_other_up()
    {
        using var refusing = new StubServer(request => request.Body.Contains("Bad", StringComparison.Ordinal)
            ? StubServer.Error(HttpStatusCode.Forbidden, "Forbidden") : StubServer.Json(request.Body));
        await Record(recorder =>
        {
            recorder.Normal(About, "Bad", "x");
            recorder.Normal(About, "Good", "x");
        }, refusing);
        refusing.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_connection_that_breaks_while_everything_stops_keeps_no_other_event_back()
    {
        using var stop = new CancellationTokenSource();
        using var breaking = new StubServer(request =>
        {
            if (stop.IsCancellationRequested) return StubServer.Json(request.Body);
            stop.Cancel();
            throw new HttpRequestException("connection reset");
        });
        var recorder = new EventRecorder(new KubernetesClient(breaking.CreateClient()), "slipway", NullLogger<EventRecorder>.Instance, time);
        recorder.Normal(About, "First", "x");
        recorder.Normal(About, "Second", "x");
        await recorder.RunAsync(stop.Token);
        breaking.Requests[^1].Body.ShouldContain("Second");
    }

    [Fact]
    public async Task Events_of_cluster_scoped_objects_go_to_the_default_namespace()
    {
        await Record(recorder => recorder.Normal(new Node { Metadata = new ObjectMeta { Name = "n1" } }, "Seen", "x"));
        server.Requests.Single().Path.ShouldBe("/api/v1/namespaces/default/events");
    }

    private async Task Record(Action<EventRecorder> record, StubServer? to = null)
    {
        var target = to ?? server;
        var recorder = new EventRecorder(new KubernetesClient(target.CreateClient()), "slipway", NullLogger<EventRecorder>.Instance, time);
        record(recorder);
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();
        // Stopped before it starts: it writes what waits, and then ends.
        await recorder.RunAsync(stopped.Token);
    }

    private static Event Candidate(string reason) => new()
    {
        Metadata = new ObjectMeta { Name = reason }, InvolvedObject = new ObjectReference { Kind = "ConfigMap", Uid = "u-1" }, Reason = reason, Message = "x", Type = "Normal", Count = 1,
    };

    private static string WithName(RecordedRequest request)
    {
        var body = JsonNode.Parse(request.Body)!.AsObject();
        body["metadata"] = new JsonObject { ["name"] = request.Path.Split('/')[^1] };
        return body.ToJsonString();
    }
}
