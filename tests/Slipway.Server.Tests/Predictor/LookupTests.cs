using System.Text;
using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Models;
using Slipway.Contracts.Serving;
using Slipway.Lookups;

namespace Slipway.Server.Tests.Predictor;

[Trait("Capability", "F12")]
public sealed class LookupTests : IDisposable
{
    private static readonly ModelLookup Customers = new()
    {
        Dataset = "customers", Entity = [new LookupKey { Input = "customer", Column = "id", Type = ColumnType.String }], Ttl = Duration.Parse("1h"),
        Inputs = [new LookupInput { Input = "discount", Column = "usual_discount" }, new LookupInput { Input = "yarn", Column = "favourite" }],
    };

    private readonly string folder = Directory.CreateTempSubdirectory("slipway-lookups-").FullName;
    private readonly YarnModel model = new(change: manifest => manifest with { Lookups = [Customers] });

    private string Table => Path.Combine(folder, "lookups.json");

    [Fact]
    public async Task A_request_that_names_the_customer_gets_the_customers_values()
    {
        Publish(("ada", 2, "merino", TimeSpan.Zero), ("bob", double.NaN, null, TimeSpan.Zero), ("old", 3, "silk", TimeSpan.FromHours(2)));
        await using var predictor = await StartAsync();

        var answer = await predictor.InferAsync(Request("""["ada","bob","old","nobody",null]"""));

        answer.Status.ShouldBe(200, answer.Text);
        Numbers(answer, "score").ShouldBe([0.5, null, null, null, null], "1 / discount, missing where nothing was found");
        Texts(answer).ShouldBe(["merino", "", "", "", ""]);
        var metrics = await predictor.MetricsAsync();
        metrics.ShouldContain("slipway_predictor_lookup_rows_total{dataset=\"customers\",result=\"found\"} 2\n");
        metrics.ShouldContain("slipway_predictor_lookup_rows_total{dataset=\"customers\",result=\"expired\"} 1\n");
        metrics.ShouldContain("slipway_predictor_lookup_rows_total{dataset=\"customers\",result=\"unknown\"} 1\n");
        metrics.ShouldContain("slipway_predictor_lookup_rows_total{dataset=\"customers\",result=\"no_entity\"} 1\n");
        metrics.ShouldContain("slipway_predictor_lookup_entities{dataset=\"customers\"} 3\n");
        metrics.ShouldContain("slipway_predictor_missing_values_total{model_name=\"clicks\",model_version=\"v1\",revision=\"r1\",input=\"discount\"} 4\n");
    }

    [Fact]
    public async Task What_the_request_carries_itself_is_not_looked_up()
    {
        Publish(("ada", 2, "merino", TimeSpan.Zero));
        await using var predictor = await StartAsync();

        var answer = await predictor.InferAsync("""
            {"inputs":[{"name":"price","datatype":"FP64","shape":[1,1],"data":[1]},{"name":"customer","datatype":"BYTES","shape":[1,1],"data":["ada"]},
             {"name":"discount","datatype":"FP64","shape":[1,1],"data":[4]}]}
            """);

        Numbers(answer, "score").ShouldBe([0.25]);
        Texts(answer).ShouldBe(["merino"]);
    }

    [Fact]
    public async Task A_newer_file_takes_the_place_of_the_old_one_without_a_restart_and_a_damaged_one_does_not()
    {
        Publish(("ada", 2, "merino", TimeSpan.Zero));
        await using var predictor = await StartAsync();
        Numbers(await predictor.InferAsync(Request("""["ada"]""")), "score").ShouldBe([0.5]);

        Publish(("ada", 4, "silk", TimeSpan.Zero));
        await EventuallyAsync(async () => Numbers(await predictor.InferAsync(Request("""["ada"]""")), "score") is [0.25]);

        Publish("sha256:" + new string('0', 64), ("ada", 8, "wool", TimeSpan.Zero));
        await EventuallyAsync(async () => (await predictor.MetricsAsync()).Contains("slipway_predictor_lookup_refresh_failures_total{dataset=\"customers\"} 1\n", StringComparison.Ordinal));
        Numbers(await predictor.InferAsync(Request("""["ada"]""")), "score").ShouldBe([0.25], "the file before stays in use");
    }

    [Fact]
    public async Task It_is_not_ready_before_it_has_the_file_and_says_so()
    {
        File.WriteAllText(Table, """{"lookups":[]}""");
        await using var predictor = await RunningPredictor.StartAsync(model, options => options with { LookupsConfig = Table, ConfigInterval = TimeSpan.FromMilliseconds(20) }, waitForReady: false);
        await EventuallyAsync(async () => (await predictor.GetAsync("/status")).Text.Contains("has no lookup file yet; declare spec.lookup in it", StringComparison.Ordinal));

        Publish(("ada", 2, "merino", TimeSpan.Zero));

        await predictor.WaitForReadyAsync();
        (await predictor.GetAsync("/v2/models/clicks")).Text.ShouldContain("\"customer\"");
    }

    [Fact]
    public async Task A_required_value_that_nobody_knows_is_refused_with_the_dataset()
    {
        using var strict = new YarnModel(change: manifest => manifest with
        {
            Lookups = [Customers],
            Signature = manifest.Signature with { Inputs = [.. manifest.Signature.Inputs.Select(input => input with { Required = input.Name is "price" or "discount" })] },
        });
        Publish(("ada", 2, "merino", TimeSpan.Zero));
        await using var predictor = await RunningPredictor.StartAsync(strict, options => options with { LookupsConfig = Table });

        (await predictor.InferAsync(Request("""["ada"]"""))).Status.ShouldBe(200);
        var hole = await predictor.InferAsync(Request("""["ada"]""").Replace("\"inputs\":[", "\"inputs\":[{\"name\":\"discount\",\"datatype\":\"FP64\",\"shape\":[1,1],\"data\":[null]},", StringComparison.Ordinal));
        (hole.Status, hole.Error).ShouldBe((400, "input \"discount\" needs a value in every row, 1 are missing; leave the input out, and all rows of it are looked up"));
        var refused = await predictor.InferAsync(Request("""["ada","nobody"]"""));

        refused.Status.ShouldBe(400);
        refused.Error.ShouldBe("input \"discount\", row 1: a value is required, and Dataset 'customers' has none for this entity; send the input itself");
    }

    public void Dispose()
    {
        model.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private Task<RunningPredictor> StartAsync() => RunningPredictor.StartAsync(model, options => options with { LookupsConfig = Table, ConfigInterval = TimeSpan.FromMilliseconds(20) });

    private void Publish(params (string Id, double Discount, string? Favourite, TimeSpan Age)[] customers) => Publish(null, customers);

    private void Publish(string? digest, params (string Id, double Discount, string? Favourite, TimeSpan Age)[] customers)
    {
        var path = Path.Combine(folder, $"{Guid.NewGuid():N}.lookup");
        var description = new LookupDescription
        {
            Dataset = "customers", DatasetDigest = "sha256:1", AsOf = DateTimeOffset.UtcNow,
            Entity = [new Column { Name = "id", Type = ColumnType.String }],
            Columns = [new Column { Name = "favourite", Type = ColumnType.String }, new Column { Name = "usual_discount", Type = ColumnType.Float64 }],
        };
        using (var writer = new LookupWriter(path, description, customers.Length))
        {
            foreach (var (id, discount, favourite, age) in customers)
            {
                var key = new EntityKey(new byte[64]);
                key.Add(Encoding.UTF8.GetBytes(id));
                writer.Add(key.Bytes, (DateTimeOffset.UtcNow - age - DateTimeOffset.UnixEpoch).Ticks / 10, [double.NaN, discount], [favourite is null ? null : Encoding.UTF8.GetBytes(favourite), null]);
            }

            writer.Complete();
        }

        var table = new LookupTable { Lookups = [new LookupTarget("customers", "file://" + path, digest ?? Storage.Digest.Of(File.ReadAllBytes(path)))] };
        var next = Table + ".next";
        File.WriteAllBytes(next, JsonSerializer.SerializeToUtf8Bytes(table, ContractsJson.Default.LookupTable));
        File.Move(next, Table, overwrite: true);
    }

    private static string Request(string customers)
    {
        var rows = JsonSerializer.Deserialize<string?[]>(customers)!.Length;
        return $$"""
            {"inputs":[{"name":"price","datatype":"FP64","shape":[{{rows}},1],"data":[{{string.Join(',', Enumerable.Repeat("1", rows))}}]},
             {"name":"customer","datatype":"BYTES","shape":[{{rows}},1],"data":{{customers}}}]}
            """;
    }

    private static double?[] Numbers(Answer answer, string output) =>
        [.. Output(answer, output).Select(value => value.ValueKind == JsonValueKind.Null ? (double?)null : value.GetDouble())];

    private static string?[] Texts(Answer answer) => [.. Output(answer, "label").Select(value => value.GetString())];

    private static List<JsonElement> Output(Answer answer, string name) =>
        [.. answer.Json.GetProperty("outputs").EnumerateArray().Single(output => output.GetProperty("name").GetString() == name).GetProperty("data").EnumerateArray()];

    private static async Task EventuallyAsync(Func<Task<bool>> condition)
    {
        for (var deadline = DateTime.UtcNow.AddSeconds(20); !await condition();)
        {
            if (DateTime.UtcNow > deadline) throw new TimeoutException("it did not come to this in 20 seconds");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}
