using Slipway.Contracts.Data;
using Slipway.Contracts.Features;

namespace Slipway.Server.Tests.Predictor;

/// <summary>The expectations that were compiled into the model, checked on what requests bring.</summary>
[Trait("Capability", "F11")]
public sealed class ExpectationTests
{
    private const string Labels = "model_name=\"clicks\",model_version=\"v1\",revision=\"r1\"";

    private static readonly Feature[] Counting =
    [
        new()
        {
            Name = "price", Expectations = [new() { Name = "range", Minimum = 0, Maximum = 100 }, new() { Name = "cheaper", Expression = "discount <= price", Severity = Severity.Warn }],
        },
        new() { Name = "root", Expr = "sqrt(discount)", Expectations = [new() { Name = "filled", MaxMissingPercent = 50 }] },
        new() { Name = "yarn", Expr = "one_hot(yarn, ['merino'])", Expectations = [new() { Name = "word", Pattern = "[a-z]+" }] },
    ];

    [Fact]
    public async Task Broken_expectations_and_missing_features_are_counted_and_the_request_is_answered()
    {
        using var model = new YarnModel(features: Counting);
        await using var predictor = await RunningPredictor.StartAsync(model);
        var before = await predictor.MetricsAsync();
        before.ShouldContain($"slipway_feature_expectation_violations_total{{{Labels},feature=\"price\",expectation=\"range\"}} 0\n");
        before.ShouldContain($"slipway_feature_missing_values_total{{{Labels},feature=\"root\"}} 0\n");

        var answer = await predictor.InferAsync(Body("[3,1]", "[-1,101,5]", "[1,-4,null]", "[\"merino\",\"Silk!\",null]"));
        answer.Status.ShouldBe(200);
        answer.Json.GetProperty("outputs").EnumerateArray().Select(output => output.GetProperty("name").GetString()).ShouldBe(["probability", "label", "score"]);
        (await predictor.InferAsync(Body("[1,1]", "[5]", "[null]", "[\"merino\"]"))).Status.ShouldBe(200);

        var metrics = await predictor.MetricsAsync();
        metrics.ShouldContain($"slipway_feature_expectation_violations_total{{{Labels},feature=\"price\",expectation=\"range\"}} 2\n");
        metrics.ShouldContain($"slipway_feature_expectation_violations_total{{{Labels},feature=\"price\",expectation=\"cheaper\"}} 1\n");
        metrics.ShouldContain($"slipway_feature_expectation_violations_total{{{Labels},feature=\"yarn\",expectation=\"word\"}} 1\n");
        metrics.ShouldContain($"slipway_feature_expectation_violations_total{{{Labels},feature=\"root\",expectation=\"filled\"}} 2\n");
        metrics.ShouldContain($"slipway_feature_missing_values_total{{{Labels},feature=\"root\"}} 3\n");
        metrics.ShouldContain($"slipway_feature_missing_values_total{{{Labels},feature=\"price\"}} 0\n");
        metrics.ShouldContain($"slipway_feature_missing_values_total{{{Labels},feature=\"yarn\"}} 2\n");
    }

    [Fact]
    public async Task An_expectation_that_rejects_refuses_the_request_and_names_the_feature()
    {
        using var model = new YarnModel(features: [Counting[0] with { Expectations = [new() { Name = "range", Minimum = 2, OnViolation = ViolationAction.Reject }] }, Counting[1]]);
        await using var predictor = await RunningPredictor.StartAsync(model);
        (await predictor.InferAsync(Requests.OneRow(price: "2"))).Status.ShouldBe(200);
        (await predictor.InferAsync(Requests.OneRow(price: "2", outputs: """[{"name":"label"}]"""))).Json.GetProperty("outputs").GetArrayLength().ShouldBe(1);

        var answer = await predictor.InferAsync(Body("[3,1]", "[5,1,1.5]", "[0,0,0]", "[\"a\",\"b\",\"c\"]"));
        answer.Status.ShouldBe(400);
        answer.Json.GetProperty("error").GetString().ShouldBe(
            "feature \"price\" breaks its expectation \"range\" (minimum 2) in 2 of 3 rows; correct the values that it is computed from");
        (await predictor.InferAsync(Requests.OneRow(price: "1", outputs: """[{"name":"label"}]"""))).Status.ShouldBe(400);

        var metrics = await predictor.MetricsAsync();
        metrics.ShouldContain($"slipway_feature_expectation_violations_total{{{Labels},feature=\"price\",expectation=\"range\"}} 3\n");
        metrics.ShouldContain("slipway_predictor_refused_requests_total{reason=\"expectation\"} 2\n");
        metrics.ShouldContain($"slipway_predictor_requests_total{{{Labels},code=\"400\"}} 2\n");
    }

    [Fact]
    public async Task The_counts_are_no_output_that_clients_see()
    {
        using var model = new YarnModel(features: Counting);
        await using var predictor = await RunningPredictor.StartAsync(model);
        var metadata = await predictor.GetAsync("/v2/models/clicks");
        metadata.Json.GetProperty("outputs").GetArrayLength().ShouldBe(3);
        var answer = await predictor.InferAsync(Requests.OneRow(outputs: """[{"name":"slipway.checks"}]"""));
        answer.Status.ShouldBe(400);
        answer.Json.GetProperty("error").GetString()!.ShouldContain("the model has no output \"slipway.checks\"");
    }

    [Fact]
    public async Task A_model_whose_checks_do_not_fit_their_description_is_not_served()
    {
        using var model = new YarnModel(features: Counting, describedChecks: "[]");
        await using var predictor = await RunningPredictor.StartAsync(model, waitForReady: false);
        (await predictor.WaitForPhaseAsync("Failed")).ShouldContain("describes 0 feature checks");
        using var other = new YarnModel(features: Counting, describedChecks: "{");
        await using var second = await RunningPredictor.StartAsync(other, waitForReady: false);
        (await second.WaitForPhaseAsync("Failed")).ShouldContain("is no list of feature checks");
    }

    private static string Body(string shape, string price, string discount, string yarn) =>
        $$"""
        {"inputs":[{"name":"price","shape":{{shape}},"datatype":"FP64","data":{{price}}},
                   {"name":"discount","shape":{{shape}},"datatype":"FP64","data":{{discount}}},
                   {"name":"yarn","shape":{{shape}},"datatype":"BYTES","data":{{yarn}}}]}
        """;
}
