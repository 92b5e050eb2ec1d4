using System.Net;
using System.Text.Json;
using Slipway.Contracts.Training;
using Slipway.Testing;
using Slipway.Trainer.Steps.Progress;

namespace Slipway.Trainer.Tests.Steps;

/// <summary>How far a run has come is told by the protocol of Kubeflow's trainers, and never in the way of the run.</summary>
[Trait("Capability", "T9")]
public sealed class ProgressPushTests : IDisposable
{
    private readonly ManualTimeProvider clock = new(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly string token = Path.GetTempFileName();
    private readonly StringWriter output = new();
    private readonly Receiver receiver = new();

    [Fact]
    public async Task A_report_has_the_form_and_the_token_that_Kubeflow_knows()
    {
        await File.WriteAllTextAsync(token, "secret\n", TestContext.Current.CancellationToken);
        await using (var push = Push()) push.Offer(new TrainerStatus { ProgressPercentage = 45, EstimatedRemainingSeconds = 120, Metrics = [new TrainerMetric { Name = "loss", Value = "0.25" }] });

        receiver.Tokens.ShouldBe(["Bearer secret"]);
        var status = JsonDocument.Parse(receiver.Bodies.Single()).RootElement.GetProperty("trainerStatus");
        status.GetProperty("progressPercentage").GetInt32().ShouldBe(45);
        status.GetProperty("estimatedRemainingSeconds").GetInt32().ShouldBe(120);
        status.GetProperty("metrics")[0].GetProperty("name").GetString().ShouldBe("loss");
        status.GetProperty("metrics")[0].GetProperty("value").GetString().ShouldBe("0.25");
        status.GetProperty("lastUpdatedTime").GetDateTimeOffset().ShouldBe(clock.GetUtcNow());
    }

    [Fact]
    public async Task At_most_one_report_in_five_seconds_is_sent_and_the_token_is_read_anew()
    {
        await using var push = Push();
        for (var second = 0; second < 12; second++)
        {
            await File.WriteAllTextAsync(token, $"{second}", TestContext.Current.CancellationToken);
            push.Offer(new TrainerStatus { ProgressPercentage = second });
            await push.UnderWay;
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        receiver.Tokens.ShouldBe(["Bearer 0", "Bearer 5", "Bearer 10"]);
    }

    [Theory]
    [InlineData("refuses")]
    [InlineData("breaks off")]
    [InlineData("has no token")]
    public async Task A_failure_is_told_once_and_stops_nothing(string how)
    {
        receiver.Answer = how switch { "refuses" => () => new HttpResponseMessage(HttpStatusCode.Unauthorized), "breaks off" => () => throw new HttpRequestException("gone"), _ => receiver.Answer };
        if (how == "has no token") File.Delete(token);
        await using (var push = Push())
        {
            for (var report = 1; report <= 3; report++)
            {
                push.Offer(new TrainerStatus { ProgressPercentage = report });
                await push.UnderWay;
                clock.Advance(TimeSpan.FromSeconds(6));
            }
        }

        output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldHaveSingleItem().ShouldContain("Progress could not be told");
    }

    [Fact]
    public void What_a_process_used_is_measured()
    {
        ProcessUsage.CpuSeconds.ShouldBeGreaterThan(0);
        ProcessUsage.PeakMemoryBytes.ShouldBeGreaterThan(10 << 20);
    }

    public void Dispose()
    {
        File.Delete(token);
        output.Dispose();
        receiver.Dispose();
    }

    private ProgressPush Push() => new(new ProgressServer(new Uri("https://operator.example/status"), null, token), () => receiver, output, clock);

    private sealed class Receiver : HttpMessageHandler
    {
        internal List<string> Bodies { get; } = [];

        internal List<string> Tokens { get; } = [];

        internal Func<HttpResponseMessage> Answer { get; set; } = () => new HttpResponseMessage(HttpStatusCode.OK);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Tokens.Add(request.Headers.Authorization!.ToString());
            Bodies.Add(await request.Content!.ReadAsStringAsync(cancellationToken));
            return Answer();
        }
    }
}
