using System.Text.Json;

namespace Slipway.Server.Tests.Predictor;

/// <summary>The shapes of the Open Inference Protocol over REST.</summary>
[Trait("Capability", "S1")]
public sealed class ProtocolTests : IAsyncLifetime
{
    private readonly YarnModel model = new();
    private RunningPredictor predictor = null!;

    public async ValueTask InitializeAsync() => predictor = await RunningPredictor.StartAsync(model);

    public async ValueTask DisposeAsync()
    {
        await predictor.DisposeAsync();
        model.Dispose();
    }

    [Fact]
    public async Task Health_and_metadata_have_the_protocols_shapes()
    {
        var server = await predictor.GetAsync("/v2");
        server.Json.GetProperty("name").GetString().ShouldBe("slipway");
        server.Json.GetProperty("version").GetString().ShouldNotBeNullOrEmpty();
        server.Json.GetProperty("extensions").ValueKind.ShouldBe(JsonValueKind.Array);
        (await predictor.GetAsync("/v2/health/live")).Text.ShouldBe("""{"live":true}""");
        (await predictor.GetAsync("/v2/health/ready")).Text.ShouldBe("""{"ready":true}""");
        (await predictor.GetAsync("/v2/models")).Text.ShouldBe("""{"models":["clicks"]}""");
        (await predictor.GetAsync("/v2/models/clicks/ready")).Text.ShouldBe("""{"name":"clicks","ready":true}""");
        (await predictor.GetAsync("/v2/models/clicks/versions/v1/ready")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Model_metadata_lists_every_tensor()
    {
        var metadata = (await predictor.GetAsync("/v2/models/clicks")).Json;

        metadata.GetProperty("name").GetString().ShouldBe("clicks");
        metadata.GetProperty("platform").GetString().ShouldBe("onnx_onnxv1");
        metadata.GetProperty("versions").GetRawText().ShouldBe("""["v1"]""");
        metadata.GetProperty("inputs").GetRawText().ShouldBe(
            """[{"name":"price","datatype":"FP64","shape":[-1,1]},{"name":"discount","datatype":"FP64","shape":[-1,1]},{"name":"yarn","datatype":"BYTES","shape":[-1,1]}]""");
        metadata.GetProperty("outputs").GetArrayLength().ShouldBe(3);
        metadata.GetProperty("properties").GetProperty("digest").GetString().ShouldBe(model.Digest);
        (await predictor.GetAsync("/v2/models/clicks/versions/v1")).Text.ShouldBe(metadata.GetRawText());
    }

    [Fact]
    public async Task An_answer_names_model_version_digest_and_threshold_and_echoes_the_id()
    {
        var answer = await predictor.InferAsync(Requests.OneRow(id: "call-7"));

        answer.Status.ShouldBe(200);
        answer.Json.GetProperty("model_name").GetString().ShouldBe("clicks");
        answer.Json.GetProperty("model_version").GetString().ShouldBe("v1");
        answer.Json.GetProperty("id").GetString().ShouldBe("call-7");
        answer.Json.GetProperty("parameters").GetProperty("digest").GetString().ShouldBe(model.Digest);
        answer.Json.GetProperty("parameters").GetProperty("threshold").GetDouble().ShouldBe(0.25);
        var outputs = answer.Json.GetProperty("outputs");
        outputs.GetArrayLength().ShouldBe(3);
        outputs[0].GetProperty("name").GetString().ShouldBe("probability");
        outputs[0].GetProperty("datatype").GetString().ShouldBe("FP32");
        outputs[0].GetProperty("shape").GetRawText().ShouldBe("[1,1]");
        outputs[0].GetProperty("data")[0].GetDouble().ShouldBe(YarnModel.Probability(1, 0.5), 1e-6);
        outputs[1].GetProperty("data").GetRawText().ShouldBe("""["merino"]""");
    }

    [Fact]
    public async Task Flat_and_nested_data_mean_the_same_in_any_order_of_fields()
    {
        const string flat = """
            {"inputs":[{"name":"price","shape":[2,1],"datatype":"FP64","data":[1,2]},
                       {"name":"discount","shape":[2,1],"datatype":"FP64","data":[3,4]},
                       {"name":"yarn","shape":[2,1],"datatype":"BYTES","data":["a","b"]}]}
            """;
        const string nested = """
            {"parameters":{"x":[1,{"y":2}]},
             "inputs":[{"data":[["a"],["b"]],"datatype":"BYTES","shape":[2,1],"name":"yarn"},
                       {"parameters":{"unit":"euro"},"data":[[3],[4]],"shape":[2,1],"name":"discount","datatype":"FP64"},
                       {"name":"price","shape":[2,1],"datatype":"FP64","data":[[1],[2]]}]}
            """;

        var first = await predictor.InferAsync(flat);
        var second = await predictor.InferAsync(nested);

        first.Status.ShouldBe(200);
        second.Text.ShouldBe(first.Text);
    }

    [Fact]
    public async Task Only_the_outputs_asked_for_come_back_in_their_order()
    {
        var answer = await predictor.InferAsync(Requests.OneRow(outputs: """[{"name":"label"},{"name":"probability","parameters":{"a":1}}]"""));

        answer.Json.GetProperty("outputs").EnumerateArray().Select(output => output.GetProperty("name").GetString()).ShouldBe(["label", "probability"]);
    }

    [Fact]
    public async Task Text_keeps_every_character()
    {
        var texts = new[] { "Größe \"µ\" \\ /", "日本語", "tab\tnull\0end", "😀", "" };
        var request = $$"""
            {"inputs":[{"name":"price","shape":[5,1],"datatype":"FP64","data":[1,1,1,1,1]},
                       {"name":"yarn","shape":[5,1],"datatype":"BYTES","data":{{JsonSerializer.Serialize(texts)}}}]}
            """;

        var answer = await predictor.InferAsync(request);

        answer.Json.GetProperty("outputs")[1].GetProperty("data").Deserialize<string[]>().ShouldBe(texts);
    }

    [Theory]
    [InlineData("FP32", "[1.5]", 1.5)]
    [InlineData("INT64", "[-3]", -3)]
    [InlineData("INT32", "[9007199254740992]", 9007199254740992)]
    [InlineData("UINT8", "[7]", 7)]
    [InlineData("BOOL", "[true]", 1)]
    public async Task Other_number_types_are_taken_for_an_FP64_input_when_nothing_is_lost(string datatype, string data, double price)
    {
        var answer = await predictor.InferAsync(
            $$"""{"inputs":[{"name":"price","shape":[1,1],"datatype":"{{datatype}}","data":{{data}}},{"name":"discount","shape":[1,1],"datatype":"FP64","data":[1]}]}""");

        answer.Status.ShouldBe(200);
        answer.Json.GetProperty("outputs")[2].GetProperty("data")[0].GetDouble().ShouldBe(price);
    }

    [Fact]
    public async Task A_missing_optional_input_and_a_null_are_the_same()
    {
        var leftOut = await predictor.InferAsync("""{"inputs":[{"name":"price","shape":[1,1],"datatype":"FP64","data":[1]}]}""");
        var nulls = await predictor.InferAsync(
            """
            {"inputs":[{"name":"price","shape":[1,1],"datatype":"FP64","data":[1]},{"name":"discount","shape":[1,1],"datatype":"FP64","data":[null]},
                       {"name":"yarn","shape":[1,1],"datatype":"BYTES","data":[null]}]}
            """);

        leftOut.Status.ShouldBe(200);
        nulls.Text.ShouldBe(leftOut.Text);
        leftOut.Json.GetProperty("outputs")[0].GetProperty("data")[0].GetDouble().ShouldBe(YarnModel.Probability(1, 0), 1e-6);
        leftOut.Json.GetProperty("outputs")[1].GetProperty("data")[0].GetString().ShouldBe("");
    }

    [Fact]
    public async Task A_result_that_is_no_number_is_null_and_counted()
    {
        var answer = await predictor.InferAsync(Requests.OneRow(price: "1", discount: "0"));

        answer.Json.GetProperty("outputs")[2].GetProperty("data").GetRawText().ShouldBe("[null]");
        (await predictor.MetricsAsync()).ShouldContain(
            "slipway_predictor_nan_outputs_total{model_name=\"clicks\",model_version=\"v1\",revision=\"r1\",output=\"score\"} 1\n");
    }

    [Fact]
    public async Task A_batch_that_needs_many_reads_is_answered_row_by_row()
    {
        const int rows = 4000;
        var prices = Enumerable.Range(0, rows).Select(i => i / 1000.0).ToArray();
        var request = $$"""
            {"inputs":[{"name":"price","shape":[{{rows}},1],"datatype":"FP64","data":{{JsonSerializer.Serialize(prices)}}},
                       {"name":"yarn","shape":[{{rows}},1],"datatype":"BYTES","data":{{JsonSerializer.Serialize(prices.Select(price => $"yarn {price}"))}}}]}
            """;

        var outputs = (await predictor.InferAsync(request)).Json.GetProperty("outputs");

        for (var i = 0; i < rows; i++) outputs[0].GetProperty("data")[i].GetDouble().ShouldBe(YarnModel.Probability(prices[i], 0), 1e-6);
        outputs[1].GetProperty("data")[rows - 1].GetString().ShouldBe($"yarn {prices[^1]}");
    }

    [Fact]
    public async Task Requests_side_by_side_do_not_see_each_others_rows()
    {
        await Parallel.ForAsync(0, 400, TestContext.Current.CancellationToken, async (i, _) =>
        {
            var answer = await predictor.InferAsync(Requests.OneRow(price: $"{i / 100.0}", discount: "1", yarn: $"\"yarn {i}\""));
            answer.Json.GetProperty("outputs")[0].GetProperty("data")[0].GetDouble().ShouldBe(YarnModel.Probability(i / 100.0, 1), 1e-6);
            answer.Json.GetProperty("outputs")[1].GetProperty("data")[0].GetString().ShouldBe($"yarn {i}");
        });
    }
}
