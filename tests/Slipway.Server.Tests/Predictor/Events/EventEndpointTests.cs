using System.Text;
using Slipway.Contracts.Serving;
using Slipway.Server.Predictor.Events.Log;
using Slipway.Server.Predictor.Events.Receiving;

namespace Slipway.Server.Tests.Predictor.Events;

[Trait("Capability", "F12")]
[Trait("Capability", "D27")]
public sealed class EventEndpointTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("slipway-events-").FullName;
    private readonly MoodyStore store = new();
    private readonly YarnModel model = new();
    private RunningPredictor predictor = null!;

    private string Table => Path.Combine(folder, "lookups.json");

    private string Log => Path.Combine(folder, "log");

    public async ValueTask InitializeAsync()
    {
        Clicks.WriteTable(Table, Clicks.Log(Log));
        predictor = await RunningPredictor.StartAsync(model, options => options with { LookupsConfig = Table, ConfigInterval = TimeSpan.FromMilliseconds(20), MaxBodyBytes = 10_000 }, store: store);
    }

    [Fact]
    public async Task A_bundle_is_acknowledged_when_it_is_in_the_log()
    {
        var (first, second) = (Clicks.Event(1, DateTimeOffset.UtcNow), Clicks.Event(2, DateTimeOffset.UtcNow));

        var answer = await PostAsync($"{first}\n{second}\n");

        answer.Status.ShouldBe(200, answer.Text);
        var id = answer.Header(EventsEndpoint.BundleHeader)!;
        answer.Text.ShouldBe($$"""{"bundleId":"{{id}}","events":2}""");
        BundleId.TryParse(id, out var read).ShouldBeTrue();
        (DateTimeOffset.UtcNow - read.Time).Duration().ShouldBeLessThan(TimeSpan.FromMinutes(1));
        File.ReadAllText(LogFolders.ObjectOf(new ServedLog(Clicks.Log(Log)).Root, read).LocalPath).ShouldBe($"{first}\n{second}\n");
        (await predictor.MetricsAsync()).ShouldContain(Received("accepted", 2));
    }

    [Fact]
    public async Task A_bundle_that_is_sent_again_under_its_id_is_there_once()
    {
        var id = BundleId.New(DateTimeOffset.UtcNow.AddMinutes(-50));
        var body = "[" + Clicks.Event(1, DateTimeOffset.UtcNow) + "]";

        var answers = new[] { await PostAsync(body, id.ToString()), await PostAsync(body, id.ToString().ToUpperInvariant()) };

        answers.ShouldAllBe(answer => answer.Status == 200 && answer.Header(EventsEndpoint.BundleHeader) == id.ToString());
        Kept().ShouldBe([LogFolders.ObjectOf(new ServedLog(Clicks.Log(Log)).Root, id).LocalPath]);
        var other = await PostAsync(Clicks.Event(2, DateTimeOffset.UtcNow), id.ToString());
        (other.Status, other.Error).ShouldBe((409, "other events have been kept under this bundle id; send these under a new one"));
        File.ReadAllText(Kept().Single()).ShouldBe(body[1..^1] + "\n");
    }

    [Fact]
    public async Task Without_the_store_nothing_is_acknowledged_and_the_same_id_can_be_sent_again()
    {
        store.Fails = (verb, _) => verb == "put";
        var body = Clicks.Event(1, DateTimeOffset.UtcNow);

        var refused = await PostAsync(body);

        refused.Status.ShouldBe(503);
        refused.Error.ShouldBe("the store of Dataset 'clicks_log' does not take events at the moment; send the bundle again under the same id");
        refused.Response.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(5));
        Kept().ShouldBeEmpty();
        (await predictor.MetricsAsync()).ShouldContain(Received("unavailable", 1));
        store.Fails = (_, _) => false;
        (await PostAsync(body, refused.Header(EventsEndpoint.BundleHeader))).Status.ShouldBe(200);
        Kept().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task One_wrong_event_keeps_the_bundle_out_and_is_named()
    {
        var answer = await PostAsync($"{Clicks.Event(1, DateTimeOffset.UtcNow)}\n{Clicks.Event(2, DateTimeOffset.UtcNow, user: "much too long", price: -1)}");

        answer.Status.ShouldBe(400);
        answer.Error.ShouldBe("1 of 2 events cannot be taken, so nothing was kept; correct them and send the bundle again");
        answer.Json.GetProperty("faultCount").GetInt32().ShouldBe(2);
        answer.Json.GetProperty("faults").GetRawText().ShouldBe(
            """[{"index":1,"field":"user","problem":"is too long","remedy":"send at most 8 characters"},{"index":1,"field":"price","value":"-1","problem":"is below the minimum","remedy":"send at least 0"}]""");
        answer.Text.ShouldNotContain("much too long", customMessage: "values of Personal columns are not told");
        Kept().ShouldBeEmpty();
        (await predictor.MetricsAsync()).ShouldContain(Received("refused", 2));
    }

    [Theory]
    [InlineData("", "the body has no events; send JSON lines, or an array of objects")]
    [InlineData("{\"event_id\":NaN}", "JSON has no NaN (byte 12); write null for a missing value; send JSON lines, or an array of objects. Nothing was kept")]
    [InlineData("{\"event_id\":1", "the body is no valid JSON at byte 13, near \"\"; send JSON lines, or an array of objects. Nothing was kept")]
    public async Task Bodies_that_are_no_events_are_refused(string body, string error)
    {
        var answer = await PostAsync(body);

        (answer.Status, answer.Error).ShouldBe((400, error));
    }

    [Fact]
    public async Task Ids_of_another_time_and_ids_that_are_none_are_refused_with_what_to_do()
    {
        var body = Clicks.Event(1, DateTimeOffset.UtcNow);

        foreach (var hours in new[] { -1.1, 1.1 })
        {
            var answer = await PostAsync(body, BundleId.New(DateTimeOffset.UtcNow.AddHours(hours)).ToString());
            answer.Status.ShouldBe(409);
            answer.Error.ShouldContain("more than an hour away from this server's clock");
            answer.Error.ShouldContain("send it under a new id, and set the client's clock");
        }

        var none = await PostAsync(body, Guid.NewGuid().ToString());
        (none.Status, none.Error).ShouldBe((400, "Slipway-Bundle-Id is no UUID of version 7; make one by the client's clock for each bundle, or leave the header out"));
        Kept().ShouldBeEmpty();
    }

    [Fact]
    public async Task Other_requests_are_refused_by_name()
    {
        var unknown = await predictor.PostAsync("/v2/events/other", "{}");
        (unknown.Status, unknown.Error).ShouldBe((404, "no events of Dataset 'other' are taken here; those of 'clicks_log' are"));
        (await predictor.GetAsync("/v2/events/clicks_log")).Status.ShouldBe(405);
        (await predictor.PostAsync("/v2/events/", "{}")).Status.ShouldBe(404);
        (await PostAsync(new string(' ', 10_001))).Status.ShouldBe(413);
        using var zipped = new ByteArrayContent([31, 139]);
        zipped.Headers.ContentEncoding.Add("gzip");
        using var response = await predictor.Client.PostAsync("/v2/events/clicks_log", zipped);
        ((int)response.StatusCode).ShouldBe(415);
        Kept().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_changed_table_is_taken_without_a_restart()
    {
        Clicks.WriteTable(Table, Clicks.Log(Log), Clicks.Log(Log + "2", "orders") with { Columns = [.. Clicks.Columns.Take(3)] });

        await Eventually.TrueAsync(async () => (await predictor.PostAsync("/v2/events/orders", $$"""{"event_id":1,"event_time":"{{DateTimeOffset.UtcNow:O}}"}""")).Status == 200);

        (await predictor.PostAsync("/v2/events/none", "{}")).Error.ShouldEndWith("those of 'clicks_log', 'orders' are");
    }

    public async ValueTask DisposeAsync()
    {
        await predictor.DisposeAsync();
        model.Dispose();
        store.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private string[] Kept() => Directory.Exists(Log) ? Directory.GetFiles(Log, "*", SearchOption.AllDirectories) : [];

    private async Task<Answer> PostAsync(string body, string? id = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v2/events/" + Clicks.Dataset) { Content = new StringContent(body, Encoding.UTF8, "application/x-ndjson") };
        if (id is not null) request.Headers.Add(EventsEndpoint.BundleHeader, id);
        return await Answer.ReadAsync(await predictor.Client.SendAsync(request));
    }

    private static string Received(string result, int events) => $"slipway_predictor_events_received_total{{dataset=\"clicks_log\",result=\"{result}\"}} {events}\n";
}
