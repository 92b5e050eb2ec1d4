using System.Net;
using Slipway.Api.Rollouts;
using Slipway.Contracts;
using Slipway.Operator.Prometheus;
using Slipway.Operator.Rollouts.Analysis;

namespace Slipway.Operator.Tests.Rollouts;

public sealed class EvidenceReaderTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 10, 0, TimeSpan.Zero);
    private static readonly AnalysisMetric Errors = new() { Name = "errors", Type = AnalysisMetricType.ErrorRate };

    private static readonly AnalysisMetric Slow =
        new() { Name = "slow", Type = AnalysisMetricType.SlowRequests, Threshold = Duration.Parse("100ms") };

    [Fact]
    [Trait("Capability", "R2")]
    public async Task Counts_of_both_revisions_come_from_raw_samples()
    {
        var evidence = await ReadAsync(Errors, query => query.Contains("\"r1\"", StringComparison.Ordinal)
            ? Matrix(Series("200", (-400, 50), (0, 950)), Series("500", (0, 10)))
            : Matrix(Series("200", (0, 90)), Series("400", (0, 10))));

        evidence.ShouldBe(new Evidence.Counts(new ArmCounts(910, 10), new ArmCounts(100, 10)));
    }

    [Fact]
    public async Task Slow_requests_are_those_outside_the_bucket()
    {
        var evidence = await ReadAsync(Slow, query => query.Contains("le=\"0.1\"", StringComparison.Ordinal)
            ? Matrix(Series("", (0, 80)))
            : Matrix(Series("", (0, 100))));

        evidence.ShouldBe(new Evidence.Counts(new ArmCounts(100, 20), new ArmCounts(100, 20)));
    }

    [Fact]
    [Trait("Capability", "R2")]
    public async Task A_bucket_that_does_not_exist_is_no_data() =>
        (await ReadAsync(Slow, query => query.Contains("le=", StringComparison.Ordinal) ? Matrix() : Matrix(Series("", (0, 100)))))
            .ShouldBeOfType<Evidence.NoData>().Message.ShouldContain("no bucket of 0.1 s");

    [Fact]
    [Trait("Capability", "R2")]
    public async Task A_revision_without_series_is_no_data() =>
        (await ReadAsync(Errors, _ => Matrix())).ShouldBeOfType<Evidence.NoData>().Message.ShouldContain("revision r1");

    [Fact]
    [Trait("Capability", "R2")]
    public async Task Old_samples_are_stale() =>
        (await ReadAsync(Errors, _ => Matrix(Series("200", (-100, 5))))).ShouldBeOfType<Evidence.Stale>().Message.ShouldContain("100 s old");

    [Theory]
    [InlineData(HttpStatusCode.BadRequest, """{"status":"error","errorType":"bad_data","error":"parse error"}""", "parse error")]
    [InlineData(HttpStatusCode.OK, "<html>", "no Prometheus result")]
    [Trait("Capability", "R2")]
    public async Task A_wrong_answer_is_a_provider_error(HttpStatusCode code, string body, string expected) =>
        (await ReadAsync(Errors, _ => body, code)).ShouldBeOfType<Evidence.ProviderError>().Message.ShouldContain(expected);

    [Fact]
    [Trait("Capability", "R2")]
    public async Task An_unreachable_server_is_a_provider_error() =>
        (await ReadAsync(Errors, _ => throw new HttpRequestException("Connection refused")))
            .ShouldBeOfType<Evidence.ProviderError>().Message.ShouldContain("cannot be reached: Connection refused");

    [Theory]
    [InlineData(MetricVerdict.NoData)]
    [InlineData(MetricVerdict.Stale)]
    [InlineData(MetricVerdict.ProviderError)]
    [Trait("Capability", "R2")]
    public void Evidence_without_counts_is_never_safe(MetricVerdict verdict)
    {
        Evidence evidence = verdict switch
        {
            MetricVerdict.NoData => new Evidence.NoData("m"),
            MetricVerdict.Stale => new Evidence.Stale("m"),
            _ => new Evidence.ProviderError("m"),
        };
        new MetricJudge(new SpendingComparison()).Judge(Errors, evidence, 10, 1, 0.05).Verdict.ShouldBe(verdict);
    }

    [Fact]
    [Trait("Capability", "R2")]
    public void Too_few_requests_are_never_safe_but_may_be_harmful()
    {
        var judge = new MetricJudge(new SpendingComparison());
        judge.Judge(Errors, new Evidence.Counts(new(90_000, 0), new(9_999, 0)), 10_000, 1, 0.05).Verdict.ShouldBe(MetricVerdict.Insufficient);
        judge.Judge(Errors, new Evidence.Counts(new(0, 0), new(20_000, 0)), 10_000, 1, 0.05).Verdict.ShouldBe(MetricVerdict.Insufficient);
        judge.Judge(Errors, new Evidence.Counts(new(900, 0), new(100, 50)), 10_000, 1, 0.05).Verdict.ShouldBe(MetricVerdict.Harm);
    }

    private static async Task<Evidence> ReadAsync(AnalysisMetric metric, Func<string, string> answer, HttpStatusCode code = HttpStatusCode.OK)
    {
        using var http = new HttpClient(new AnsweringHandler(answer, code));
        var query = new EvidenceQuery(
            new Uri("http://prometheus:9090"), metric, "shop", "clicks", "r1", "r2", Now.AddMinutes(-5), TimeSpan.FromSeconds(60));
        return await new EvidenceReader(new PrometheusClient(http)).ReadAsync(query, Now, TestContext.Current.CancellationToken);
    }

    private static string Matrix(params string[] series) =>
        """{"status":"success","data":{"resultType":"matrix","result":[""" + string.Join(',', series) + "]}}";

    private static string Series(string code, params (int Second, double Value)[] samples)
    {
        var values = samples.Select(sample => $"[{Now.AddSeconds(sample.Second).ToUnixTimeSeconds()},\"{sample.Value}\"]");
        return $$"""{"metric":{"code":"{{code}}"},"values":[{{string.Join(',', values)}}]}""";
    }

    private sealed class AnsweringHandler(Func<string, string> answer, HttpStatusCode code) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(code)
            {
                Content = new StringContent(answer(Uri.UnescapeDataString(request.RequestUri!.Query))),
            });
    }
}
