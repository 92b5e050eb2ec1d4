using System.Globalization;
using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Features;
using Slipway.Contracts.Models;
using Slipway.Testing;

namespace Slipway.Server.Tests.Predictor.Events;

/// <summary>
/// The model's score is price / discount, and discount comes from a window of ten minutes that moves on every minute and waits ten seconds: the sum of the prices of a customer's clicks.
/// </summary>
[Trait("Capability", "F12")]
public sealed class WindowServingTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("slipway-windows-").FullName;
    private readonly ManualTimeProvider clock = new(new DateTimeOffset(2026, 11, 27, 6, 0, 30, TimeSpan.Zero));
    private readonly MoodyStore store = new();
    private readonly YarnModel model = new(change: manifest => manifest with { Windows = [Clicks.Window(("discount", WindowFunction.Sum, "price"))] });

    private DateTimeOffset Now => clock.GetUtcNow();

    private string Table => Path.Combine(folder, "lookups.json");

    private string Log => Path.Combine(folder, "log");

    [Fact]
    [Trait("Capability", "D27")]
    public async Task What_was_sent_is_served_when_its_slide_is_over_and_by_a_new_server_and_by_another_one_just_the_same()
    {
        await using var other = await StartAsync();
        await using (var predictor = await StartAsync())
        {
            (await SendAsync(predictor, Clicks.Event(1, Now, price: 1.5), Clicks.Event(2, Now, price: 2.5), Clicks.Event(3, Now, user: "bob", price: null))).ShouldBe(200);
            (await SendAsync(other, Clicks.Event(4, Now.AddSeconds(20), price: 4))).ShouldBe(200);
            await AdvanceAsync(TimeSpan.FromSeconds(39), predictor, other);
            (await ScoresAsync(predictor, "ada")).ShouldBe([null], "the slide is over, and still waits for late events");

            await AdvanceAsync(TimeSpan.FromSeconds(1), predictor, other);
            (await ScoresAsync(predictor, "ada", "bob", "eve", null)).ShouldBe([0.125, null, null, null]);
            (await ScoresAsync(other, "ada", "bob", "eve", null)).ShouldBe([0.125, null, null, null]);
            var metrics = await predictor.MetricsAsync();
            foreach (var (result, rows) in new[] { ("found", 2), ("empty", 2), ("no_entity", 1), ("stale", 0) })
                metrics.ShouldContain($"slipway_predictor_window_rows_total{{dataset=\"clicks_log\",result=\"{result}\"}} {rows}\n");
            metrics.ShouldContain("slipway_predictor_events_applied_total{dataset=\"clicks_log\"} 4\n");
            metrics.ShouldContain("slipway_predictor_window_entities{dataset=\"clicks_log\"} 2\n");
            metrics.ShouldContain("slipway_predictor_missing_values_total{model_name=\"clicks\",model_version=\"v1\",revision=\"r1\",input=\"discount\"} 1\n", customMessage: "only the row without a customer: no events are a sum of 0");
        }

        await using var restarted = await StartAsync();
        (await ScoresAsync(restarted, "ada", "bob", "eve", null)).ShouldBe([0.125, null, null, null]);
    }

    [Fact]
    public async Task What_the_request_carries_itself_stays_as_it_was_sent()
    {
        Clicks.Keep(Log, Now, Clicks.Event(1, Now.AddMinutes(-1), price: 8));
        await using var predictor = await StartAsync();

        var answer = await predictor.InferAsync("""
            {"inputs":[{"name":"price","datatype":"FP64","shape":[2,1],"data":[1,1]},{"name":"customer","datatype":"BYTES","shape":[2,1],"data":["ada","ada"]},
             {"name":"discount","datatype":"FP64","shape":[2,1],"data":[4,null]}],"outputs":[{"name":"score"}]}
            """);

        Scores(answer).ShouldBe([0.25, null]);
        (await ScoresAsync(predictor, "ada")).ShouldBe([0.125]);
        (await predictor.GetAsync("/v2/models/clicks")).Text.ShouldContain("\"customer\"");
    }

    [Fact]
    public async Task A_window_whose_log_could_not_be_read_up_to_its_end_is_missing_and_not_smaller()
    {
        Clicks.Keep(Log, Now, Clicks.Event(1, Now.AddMinutes(-1), price: 8));
        await using var predictor = await StartAsync();
        store.Fails = (verb, _) => verb == "list";
        clock.Advance(TimeSpan.FromSeconds(39));
        (await ScoresAsync(predictor, "ada")).ShouldBe([0.125], "the window that was read is still the one to serve");

        clock.Advance(TimeSpan.FromSeconds(2));

        (await ScoresAsync(predictor, "ada", "eve")).ShouldBe([null, null]);
        var metrics = await predictor.MetricsAsync();
        metrics.ShouldContain("slipway_predictor_window_rows_total{dataset=\"clicks_log\",result=\"stale\"} 2\n");
        metrics.ShouldContain("missing_values_total{model_name=\"clicks\",model_version=\"v1\",revision=\"r1\",input=\"discount\"} 2\n");
        store.Fails = (_, _) => false;
        await AdvanceAsync(TimeSpan.FromSeconds(2), predictor);
        (await ScoresAsync(predictor, "ada")).ShouldBe([0.125]);
    }

    [Fact]
    public async Task A_required_input_that_the_events_do_not_give_is_refused_with_the_dataset()
    {
        using var strict = new YarnModel(change: manifest => manifest with
        {
            Windows = [Clicks.Window(("discount", WindowFunction.Mean, "price"))],
            Signature = manifest.Signature with { Inputs = [.. manifest.Signature.Inputs.Select(input => input with { Required = input.Name is "price" or "discount" })] },
        });
        Clicks.Keep(Log, Now, Clicks.Event(1, Now.AddMinutes(-1), price: 8));
        await using var predictor = await StartAsync(strict);

        Scores(await InferAsync(predictor, "ada")).ShouldBe([0.125]);
        var unknown = await InferAsync(predictor, "ada", "eve");
        (unknown.Status, unknown.Error).ShouldBe((400, "input \"discount\", row 1: a value is required, and the events of Dataset 'clicks_log' give none for this entity; send the input itself"));
        store.Fails = (verb, _) => verb == "list";
        clock.Advance(TimeSpan.FromMinutes(1));
        var stale = await InferAsync(predictor, "ada");
        (stale.Status, stale.Error).ShouldBe((503, "input \"discount\": a value is required, and the events of Dataset 'clicks_log' have not been read up to now; try again, or send the input itself"));
    }

    [Fact]
    public async Task It_is_not_ready_before_it_has_read_the_log_and_says_what_it_waits_for()
    {
        Clicks.WriteTable(Table);
        Clicks.Keep(Log, Now, Clicks.Event(1, Now, price: 8));
        store.Fails = (verb, uri) => verb == "list" && uri.LocalPath.StartsWith(Log, StringComparison.Ordinal);
        await using var predictor = await RunningPredictor.StartAsync(model, Options, waitForReady: false, clock: clock, store: store);

        await WaitAsync("Dataset 'clicks_log' has no event log yet; declare source.events in it");
        Clicks.WriteTable(Table, Clicks.Log(Log) with { Columns = [.. Clicks.Columns.Where(column => column.Name != "price")] });
        await WaitAsync("cannot be read: Dataset 'clicks_log' has no column 'price' any more; it has event_id, event_time, user");
        Clicks.WriteTable(Table, Clicks.Log(Log));
        await WaitAsync("the store does not answer");
        store.Fails = (_, _) => false;
        await WaitAsync("\"phase\":\"Ready\"");

        await AdvanceAsync(TimeSpan.FromSeconds(70), predictor);
        (await ScoresAsync(predictor, "ada")).ShouldBe([0.125]);

        Task WaitAsync(string status) => Eventually.TrueAsync(async () =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return (await predictor.GetAsync("/status")).Text.Contains(status, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Another_log_of_the_dataset_is_read_as_a_whole_before_requests_see_it()
    {
        Clicks.Keep(Log, Now, Clicks.Event(1, Now.AddMinutes(-1), price: 8));
        Clicks.Keep(Log + "2", Now, Clicks.Event(1, Now.AddMinutes(-1), price: 16));
        await using var predictor = await StartAsync();
        (await ScoresAsync(predictor, "ada")).ShouldBe([0.125]);

        Clicks.WriteTable(Table, Clicks.Log(Log + "2"));

        await Eventually.TrueAsync(async () =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return (await ScoresAsync(predictor, "ada")) is [0.0625];
        });
    }

    [Theory]
    [InlineData(ColumnType.Int64, "column 'user' of Dataset 'clicks_log' is String now and was Int64 in training")]
    [InlineData(ColumnType.String, "is protected in training")]
    public async Task A_log_that_does_not_fit_the_model_is_not_used_and_the_reason_is_told(ColumnType trained, string reason)
    {
        var protection = trained == ColumnType.String ? new ColumnProtection { Method = ProtectionMethod.Pseudonymise } : null;
        Clicks.WriteTable(Table, Clicks.Log(Log) with { Columns = [.. Clicks.Columns.Select(column => column.Name == "user" ? column with { Protection = protection } : column)] });
        using var other = new YarnModel(change: manifest => manifest with
        {
            Windows = [Clicks.Window(("discount", WindowFunction.Sum, "price")) with { Entity = [new LookupKey { Input = "customer", Column = "user", Type = trained }] }],
        });

        await using var predictor = await RunningPredictor.StartAsync(other, Options, waitForReady: false, clock: clock, store: store);

        await Eventually.TrueAsync(async () => (await predictor.GetAsync("/status")).Text.Contains(reason, StringComparison.Ordinal));
        (await predictor.GetAsync("/v2/health/ready")).Status.ShouldBe(503);
    }

    [Fact]
    public async Task A_window_that_fills_a_text_is_refused_at_once()
    {
        using var wrong = new YarnModel(change: manifest => manifest with { Windows = [Clicks.Window(("yarn", WindowFunction.Count, null))] });
        Clicks.WriteTable(Table, Clicks.Log(Log));
        await using var predictor = await RunningPredictor.StartAsync(wrong, Options, waitForReady: false, clock: clock, store: store);

        (await predictor.WaitForPhaseAsync("Failed")).ShouldBe("the manifest fills the input \"yarn\" from a window, which gives FP64; the model has it as BYTES");
    }

    public void Dispose()
    {
        model.Dispose();
        store.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private Slipway.Server.Predictor.PredictorOptions Options(Slipway.Server.Predictor.PredictorOptions options) => options with { LookupsConfig = Table };

    private Task<RunningPredictor> StartAsync(YarnModel? other = null)
    {
        Clicks.WriteTable(Table, Clicks.Log(Log));
        return RunningPredictor.StartAsync(other ?? model, Options, clock: clock, store: store);
    }

    /// <summary>Moves the clock, and waits until the servers have read the log at a moment after that.</summary>
    private async Task AdvanceAsync(TimeSpan by, params RunningPredictor[] predictors)
    {
        clock.Advance(by);
        var from = Now;
        foreach (var predictor in predictors)
            await Eventually.TrueAsync(async () =>
            {
                var seen = (await predictor.MetricsAsync()).Split('\n').Single(line => line.StartsWith("slipway_predictor_event_log_read_timestamp_seconds{", StringComparison.Ordinal));
                return double.Parse(seen.Split(' ')[1], CultureInfo.InvariantCulture) >= from.ToUnixTimeSeconds() - 2;
            });
    }

    private static async Task<int> SendAsync(RunningPredictor predictor, params string[] events) => (await predictor.PostAsync("/v2/events/" + Clicks.Dataset, string.Join('\n', events))).Status;

    private static async Task<double?[]> ScoresAsync(RunningPredictor predictor, params string?[] customers) => Scores(await InferAsync(predictor, customers));

    private static Task<Answer> InferAsync(RunningPredictor predictor, params string?[] customers) => predictor.InferAsync($$"""
        {"inputs":[{"name":"price","datatype":"FP64","shape":[{{customers.Length}},1],"data":[{{string.Join(',', customers.Select(_ => "1"))}}]},
         {"name":"customer","datatype":"BYTES","shape":[{{customers.Length}},1],"data":{{JsonSerializer.Serialize(customers)}}}],"outputs":[{"name":"score"}]}
        """);

    private static double?[] Scores(Answer answer)
    {
        answer.Status.ShouldBe(200, answer.Text);
        return [.. answer.Json.GetProperty("outputs")[0].GetProperty("data").EnumerateArray().Select(value => value.ValueKind == JsonValueKind.Null ? (double?)null : value.GetDouble())];
    }
}
