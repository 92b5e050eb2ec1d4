namespace Slipway.Server.Tests.Predictor;

/// <summary>Whatever is wrong with a request, the answer names the tensor, what was expected and what came.</summary>
[Trait("Capability", "S1")]
public sealed class BadRequestTests : IAsyncLifetime
{
    private readonly YarnModel model = new();
    private RunningPredictor predictor = null!;

    public async ValueTask InitializeAsync() => predictor = await RunningPredictor.StartAsync(model, options => options with { MaxRows = 100, MaxBodyBytes = 20_000 });

    public async ValueTask DisposeAsync()
    {
        await predictor.DisposeAsync();
        model.Dispose();
    }

    [Theory]
    [InlineData("", "the body is empty; it must be a JSON object with \"inputs\"")]
    [InlineData("[1]", "the body must be a JSON object with \"inputs\"")]
    [InlineData("{}", "\"inputs\" is missing")]
    [InlineData("{\"inputs\":3}", "\"inputs\" must be an array, it is a number")]
    [InlineData("{\"inputs\":[]}", "input \"price\" is required and was not sent")]
    [InlineData("{\"inputs\":[4]}", "input 0 must be an object, it is a number")]
    [InlineData("{\"inputs\":[]", "the body is no valid JSON at byte 12")]
    [InlineData("{\"inputs\":[]} x", "the body is no valid JSON at byte 14")]
    [InlineData("{\"id\":5,\"inputs\":[]}", "\"id\" must be a string, it is a number")]
    public async Task Documents_that_are_none(string body, string error)
    {
        var answer = await predictor.InferAsync(body);
        answer.Status.ShouldBe(400);
        answer.Error.ShouldStartWith(error);
    }

    [Theory]
    [InlineData("[1]", "FP64", "[1]", "input \"price\" must have shape [-1, 1], it was sent with [1]")]
    [InlineData("[1,2]", "FP64", "[1,2]", "input \"price\" must have shape [-1, 1], it was sent with [1, 2]")]
    [InlineData("[2,1]", "FP64", "[1]", "input \"price\" has shape [2, 1], which is 2 values; \"data\" has 1")]
    [InlineData("[1,1]", "FP64", "[1,2]", "input \"price\" has shape [1, 1], which is 1 values; \"data\" has more")]
    [InlineData("[2,1]", "FP64", "[[1],[2],[3]]", "\"data\" of input \"price\" has more than 2 entries in dimension 0, its shape is [2, 1]")]
    [InlineData("[2,1]", "FP64", "[[1],[2,3]]", "\"data\" of input \"price\" has more than 1 entries in dimension 1, its shape is [2, 1]")]
    [InlineData("[2,1]", "FP64", "[[1],2]", "\"data\" of input \"price\" has a number in dimension 0, its shape [2, 1] needs an array there")]
    [InlineData("[2,1]", "FP64", "[1,[2]]", "\"data\" of input \"price\" must be flat or nested, it is both")]
    [InlineData("[0,1]", "FP64", "[]", "input \"price\" has 0 rows; at least one is needed")]
    [InlineData("[-1,1]", "FP64", "[1]", "\"shape\" of input \"price\" must hold whole numbers that are not negative")]
    [InlineData("[1,1]", "FP64", "7", "\"data\" of input \"price\" must be an array, it is a number")]
    [InlineData("[1,1]", "BYTES", "[\"1\"]", "input \"price\" must be FP64, it was sent as BYTES")]
    [InlineData("[1,1]", "FP128", "[1]", "input \"price\" must be FP64, it was sent as FP128")]
    [InlineData("[1,1]", "FP64", "[\"NaN\"]", "input \"price\", row 0: expected a number within FP64 or null, got a string, \"NaN\"")]
    [InlineData("[1,1]", "FP64", "[1e999]", "input \"price\", row 0: expected a number within FP64 or null, got a number, 1e999")]
    [InlineData("[1,1]", "FP64", "[true]", "input \"price\", row 0: expected a number within FP64 or null, got a boolean, true")]
    [InlineData("[2,1]", "INT64", "[1,1.5]", "input \"price\", row 1: expected a whole number that fits FP64 exactly (at most 2^53), got a number, 1.5")]
    [InlineData("[1,1]", "INT64", "[9007199254740993]", "input \"price\", row 0: expected a whole number that fits FP64 exactly (at most 2^53), got a number, 9007199254740993")]
    [InlineData("[2,1]", "FP64", "[1,null]", "input \"price\", row 1: a value is required, it is missing")]
    public async Task Tensors_that_do_not_fit(string shape, string datatype, string data, string error)
    {
        var answer = await predictor.InferAsync(Requests.Price(shape, datatype, data));
        answer.Status.ShouldBe(400);
        answer.Error.ShouldBe(error);
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-Infinity")]
    public async Task Numbers_that_JSON_lacks_are_refused_with_the_remedy(string number)
    {
        var answer = await predictor.InferAsync(Requests.Price("[1,1]", "FP64", $"[{number}]"));
        answer.Status.ShouldBe(400);
        answer.Error.ShouldStartWith($"JSON has no {number} ");
        answer.Error.ShouldEndWith("write null for a missing value");
    }

    [Fact]
    public async Task Names_that_the_model_lacks_are_told_with_those_it_has()
    {
        var input = await predictor.InferAsync("""{"inputs":[{"name":"prise","shape":[1,1],"datatype":"FP64","data":[1]}]}""");
        input.Status.ShouldBe(400);
        input.Error.ShouldBe("the model has no input \"prise\"; it has \"price\", \"discount\", \"yarn\"");
        var output = await predictor.InferAsync(Requests.OneRow(outputs: """[{"name":"label"},{"name":"labels"}]"""));
        output.Status.ShouldBe(400);
        output.Error.ShouldBe("the model has no output \"labels\"; it has \"probability\", \"label\", \"score\"");
    }

    [Fact]
    public async Task Inputs_that_disagree_in_rows_or_come_twice_are_refused()
    {
        var rows = await predictor.InferAsync(
            """{"inputs":[{"name":"price","shape":[1,1],"datatype":"FP64","data":[1]},{"name":"discount","shape":[2,1],"datatype":"FP64","data":[1,2]}]}""");
        rows.Error.ShouldBe("input \"discount\" has 2 rows, the inputs before it have 1");
        var twice = await predictor.InferAsync(
            """{"inputs":[{"name":"price","shape":[1,1],"datatype":"FP64","data":[1]},{"name":"price","shape":[1,1],"datatype":"FP64","data":[1]}]}""");
        twice.Error.ShouldBe("input \"price\" was sent twice");
    }

    [Theory]
    [InlineData("""{"inputs":[{"shape":[1,1],"datatype":"FP64","data":[1]}]}""", "input 0 has no \"name\"")]
    [InlineData("""{"inputs":[{"name":"price","datatype":"FP64","data":[1]}]}""", "input \"price\" has no \"shape\"")]
    [InlineData("""{"inputs":[{"name":"price","shape":[1,1],"data":[1]}]}""", "input \"price\" has no \"datatype\"")]
    [InlineData("""{"inputs":[{"name":"price","shape":[1,1],"datatype":"FP64"}]}""", "input \"price\" has no \"data\"")]
    public async Task Fields_that_are_missing_are_named(string body, string error) => (await predictor.InferAsync(body)).Error.ShouldBe(error);

    [Fact]
    public async Task Too_many_rows_and_too_large_bodies_are_refused_before_they_are_read()
    {
        var rows = await predictor.InferAsync(Requests.Price("[101,1]", "FP64", "[1]"));
        rows.Status.ShouldBe(413);
        rows.Error.ShouldBe("the request has 101 rows, this server takes at most 100 at once; send several requests");

        var known = await predictor.InferAsync(new string(' ', 30_000));
        known.Status.ShouldBe(413);
        known.Error.ShouldContain("20000 bytes");

        using var unknown = new HttpRequestMessage(HttpMethod.Post, "/v2/models/clicks/infer") { Content = new StringContent(new string(' ', 300_000)) };
        unknown.Headers.TransferEncodingChunked = true;
        using var response = await predictor.Client.SendAsync(unknown, TestContext.Current.CancellationToken);
        ((int)response.StatusCode).ShouldBe(413);
        (await predictor.InferAsync(Requests.OneRow())).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Text_that_is_no_UTF8_is_refused()
    {
        byte[] body = [.. """{"inputs":[{"name":"price","shape":[1,1],"datatype":"FP64","data":[1]},{"name":"yarn","shape":[1,1],"datatype":"BYTES","data":["x"""u8, 0xC3, 0x28, .. "\"]}]}"u8];
        using var content = new ByteArrayContent(body);
        using var response = await predictor.Client.PostAsync("/v2/models/clicks/infer", content, TestContext.Current.CancellationToken);
        var answer = await Answer.ReadAsync(response);
        answer.Status.ShouldBe(400);
        answer.Error.ShouldStartWith("input \"yarn\", row 0: expected valid UTF-8");
    }

    [Fact]
    public async Task Binary_tensors_are_refused_as_unsupported()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v2/models/clicks/infer") { Content = new StringContent("{}") };
        request.Headers.Add("Inference-Header-Content-Length", "2");
        using var response = await predictor.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var answer = await Answer.ReadAsync(response);
        answer.Status.ShouldBe(501);
        answer.Error.ShouldContain("binary tensor data");
    }

    [Fact]
    public async Task Unknown_models_versions_paths_and_methods_have_their_own_status()
    {
        var unknown = await predictor.PostAsync("/v2/models/cats/infer", Requests.OneRow());
        unknown.Status.ShouldBe(404);
        unknown.Error.ShouldBe("there is no model \"cats\" here; this server has \"clicks\"");
        var version = await predictor.PostAsync("/v2/models/clicks/versions/v9/infer", Requests.OneRow());
        version.Status.ShouldBe(404);
        version.Error.ShouldBe("model \"clicks\" has no version \"v9\" here; this server has \"v1\"");
        (await predictor.GetAsync("/v2/models/cats")).Status.ShouldBe(404);
        (await predictor.GetAsync("/v2/model")).Status.ShouldBe(404);
        var method = await predictor.GetAsync("/v2/models/clicks/infer");
        method.Status.ShouldBe(405);
        method.Error.ShouldBe("/v2/models/clicks/infer takes POST, not GET");
    }

    [Fact]
    [Trait("Capability", "S9")]
    public async Task Refusals_are_counted_by_code_and_reason()
    {
        await predictor.InferAsync("{");
        await predictor.InferAsync(Requests.Price("[1,1]", "FP64", "[null]"));

        var metrics = await predictor.MetricsAsync();

        metrics.ShouldContain("slipway_predictor_requests_total{model_name=\"clicks\",model_version=\"v1\",revision=\"r1\",code=\"400\"} 2\n");
        metrics.ShouldContain("slipway_predictor_refused_requests_total{reason=\"malformed\"} 1\n");
        metrics.ShouldContain("slipway_predictor_refused_requests_total{reason=\"missing\"} 1\n");
    }
}
