using System.Net;
using Slipway.Api.TrainingJobs;
using Slipway.Api.TrainingJobs.Triggers;
using Slipway.Contracts;
using Slipway.Operator.Prometheus;
using Slipway.Operator.Tests.Support;
using Slipway.Operator.TrainingJobs.Triggers;

namespace Slipway.Operator.Tests.TrainingJobs.Triggers;

/// <summary>What Prometheus answers, as it comes over HTTP.</summary>
[Trait("Capability", "C1")]
public sealed class QueryReaderTests
{
    private static readonly DateTimeOffset Now = Samples.Now;
    private static readonly QueryTrigger Query = new() { Query = "max(psi)", Max = 0.2, For = Duration.Parse("1m") };

    [Fact]
    public async Task The_samples_tell_since_when_the_value_is_out_of_bounds()
    {
        string? asked = null;
        var reading = await ReadAsync(Query, query =>
        {
            asked = query;
            return Matrix(Series((-60, 0.1), (-45, 0.3), (-30, 0.25), (-15, 0.21), (0, 0.4)));
        });
        reading.ShouldBe(new QueryReading(0.4, Now.AddSeconds(-45)));
        asked.ShouldBe($"?query=max(psi)&start={Now.ToUnixTimeSeconds() - 60}.000&end={Now.ToUnixTimeSeconds()}.000&step=15.000");
    }

    [Fact]
    public async Task A_gap_ends_the_period() =>
        (await ReadAsync(Query, _ => Matrix(Series((-60, 0.3), (-15, 0.3), (0, 0.3))))).OutSince.ShouldBe(Now.AddSeconds(-15));

    [Fact]
    public async Task A_period_is_asked_for_in_at_most_some_hundred_steps()
    {
        string? asked = null;
        await ReadAsync(Query with { For = Duration.Parse("10d") }, query => (asked = query) is null ? "" : Matrix());
        asked!.ShouldEndWith("&step=7200.000");
    }

    [Theory]
    [InlineData("", "NoData", "has no number now")]
    [InlineData("-30:0.3", "NoData", "has no number now")]
    [InlineData("0:Infinity", "NoData", "has no number now")]
    [InlineData("0:NaN", "NoData", "has no number now")]
    public async Task No_value_now_is_no_data(string samples, string reason, string expected)
    {
        var parsed = samples.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(each => each.Split(':')).Select(each => (int.Parse(each[0], System.Globalization.CultureInfo.InvariantCulture), double.Parse(each[1], System.Globalization.CultureInfo.InvariantCulture))).ToArray();
        var reading = await ReadAsync(Query, _ => parsed.Length == 0 ? Matrix() : Matrix(Series(parsed)));
        (reading.Value, reading.Reason).ShouldBe((null, reason));
        reading.Trouble!.ShouldContain(expected);
    }

    [Fact]
    public async Task Several_series_are_no_number() =>
        (await ReadAsync(Query, _ => Matrix(Series((0, 1)), Series((0, 2))))).ShouldBe(new QueryReading(
            null, null, "QueryFailed", "the query gives 2 series and one number is needed; put an aggregation such as max(...) around it"));

    [Fact]
    public async Task A_refused_query_says_what_prometheus_said() =>
        (await ReadAsync(Query, _ => """{"status":"error","errorType":"bad_data","error":"parse error at char 4"}""", HttpStatusCode.BadRequest)).Trouble!.ShouldContain("parse error at char 4");

    [Fact]
    public async Task It_asks_only_when_it_is_due_and_nothing_runs()
    {
        var job = Job(Query);
        (await ReadAllAsync(job, _ => Matrix(Series((0, 0.1))))).Count.ShouldBe(1);
        var asked = job with { Status = new TrainingJobStatus { Triggers = [new TriggerStatus { Name = "q", Definition = Query.Query, EvaluatedAt = Now.AddMinutes(-4) }] } };
        (await ReadAllAsync(asked, _ => throw new InvalidOperationException("it was asked"))).ShouldBeEmpty();
        var running = job with { Status = new TrainingJobStatus { Runs = [new TrainingRun { Name = "r", Version = "v1", ConfigurationDigest = "c", Dataset = new() { Name = "d", Digest = "e", ManifestUri = "f" } }] } };
        (await ReadAllAsync(running, _ => throw new InvalidOperationException("it was asked"))).ShouldBeEmpty();
    }

    private static async Task<QueryReading> ReadAsync(QueryTrigger query, Func<string, string> answer, HttpStatusCode code = HttpStatusCode.OK) => (await ReadAllAsync(Job(query), answer, code))["q"];

    private static async Task<IReadOnlyDictionary<string, QueryReading>> ReadAllAsync(TrainingJob job, Func<string, string> answer, HttpStatusCode code = HttpStatusCode.OK)
    {
        using var http = new HttpClient(new Answers(answer, code));
        return await new QueryReader(new PrometheusClient(http), new Uri("http://prometheus:9090/")).ReadAsync(job, Now, TestContext.Current.CancellationToken);
    }

    private static TrainingJob Job(QueryTrigger query) => Samples.Training() with { Spec = Samples.Training().Spec with { Triggers = [new Trigger { Name = "q", Drift = query }] } };

    private static string Matrix(params string[] series) => """{"status":"success","data":{"resultType":"matrix","result":[""" + string.Join(',', series) + "]}}";

    private static string Series(params (int Second, double Value)[] samples)
    {
        var values = samples.Select(sample => FormattableString.Invariant($"[{Now.AddSeconds(sample.Second).ToUnixTimeSeconds()},\"{(double.IsInfinity(sample.Value) ? "+Inf" : FormattableString.Invariant($"{sample.Value}"))}\"]"));
        return $$"""{"metric":{},"values":[{{string.Join(',', values)}}]}""";
    }

    private sealed class Answers(Func<string, string> answer, HttpStatusCode code) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(code) { Content = new StringContent(answer(Uri.UnescapeDataString(request.RequestUri!.Query))) });
    }
}
