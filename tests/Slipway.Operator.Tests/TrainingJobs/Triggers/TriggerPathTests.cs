using System.Globalization;
using System.Text.Json.Nodes;
using Slipway.Api;
using Slipway.Api.TrainingJobs;
using Slipway.Api.TrainingJobs.Triggers;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Patching;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Tests.Support;

namespace Slipway.Operator.Tests.TrainingJobs.Triggers;

/// <summary>Triggers through the whole operator and a real API server, whose schema keeps what they have on record; Prometheus and the pods are played.</summary>
[Trait("Suite", "Integration")]
public sealed class TriggerPathTests(OperatorCluster cluster) : IClassFixture<OperatorCluster>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Capability", "C1"), Trait("Capability", "P6")]
    public async Task New_data_waits_until_the_query_says_that_the_model_has_become_worse()
    {
        var place = await cluster.NamespaceAsync();
        using var prometheus = new PlayedPrometheus();
        await using var running = cluster.Start(place, network: prometheus);
        var digit = 'd';
        var node = new HandNode(cluster.Client, place, job => StepEnd.Of(job.Label("app.kubernetes.io/component") == "snapshot" ? Samples.Snapshot(digit) : Samples.Trained()));
        var sample = Samples.Training();
        var triggers = new[]
        {
            new Trigger { Name = "auc", Performance = new QueryTrigger { Query = "auc_well", Min = 0.75 } }, new Trigger { Name = "yearly", Schedule = new ScheduleTrigger { Cron = "0 0 1 1 *", TimeZone = "Europe/Berlin" } },
        };
        await cluster.Client.CreateAsync(SlipwayKinds.TrainingJob, Samples.ToSend(sample with { Spec = sample.Spec with { Triggers = triggers } }, place), null, Cancellation);
        await cluster.Client.CreateAsync(SlipwayKinds.FeatureSet, Samples.ToSend(Samples.Features(), place), null, Cancellation);
        await cluster.Client.CreateAsync(SlipwayKinds.Dataset, Samples.ToSend(Samples.Clicks(), place), null, Cancellation);
        await UntilAsync(node, place, job => job.Status?.LatestVersion == "clicks-v1" && job.Status.Triggers?[0].Value == 0.9);

        digit = 'e';
        await PatchAsync(SlipwayKinds.Dataset, new NamespacedName(place, "clicks"), """{"metadata":{"annotations":{"slipway.dev/refresh":"1"}}}""");
        var waiting = await UntilAsync(node, place, job => job.Status?.Conditions.Find("Ready")?.Message?.EndsWith("newer data waits for a trigger (status.triggers)", StringComparison.Ordinal) == true);
        waiting.Status!.Conditions.IsTrue("Ready").ShouldBeTrue();
        waiting.Status.Conditions.IsTrue("TriggersReady").ShouldBeTrue();
        waiting.Status.Triggers!.Select(trigger => trigger.Reason).ShouldBe(["NotMet", "NotMet"]);
        waiting.Status.Triggers![1].NextScheduleTime.ShouldNotBeNull();
        waiting.Status.Runs!.Count.ShouldBe(1);

        await PatchAsync(SlipwayKinds.TrainingJob, new NamespacedName(place, "click-model"), """{"spec":{"triggers":[{"name":"auc","performance":{"query":"auc_ill","min":0.75}}]}}""");
        var trained = await UntilAsync(node, place, job => job.Status?.LatestVersion == "clicks-v2");
        var trigger = trained.Status!.Runs![0].Trigger!;
        (trigger.Type, trigger.Name, trigger.Value, trigger.Threshold).ShouldBe((TriggerType.Performance, "auc", 0.6, 0.75));
        trained.Status.Triggers![0].LastRun.ShouldBe("click-model-v2");
        Kstatus.Check(trained.Status, trained);
        prometheus.Queries.ShouldAllBe(query => query == "auc_well" || query == "auc_ill");
    }

    private async Task PatchAsync<T>(ResourceType<T> type, NamespacedName key, string change) where T : class, IKubernetesObject =>
        await cluster.Client.PatchAsync(type, key, Patch.Merge(JsonNode.Parse(change)!.AsObject()), null, Cancellation);

    private async Task<TrainingJob> UntilAsync(HandNode node, string place, Func<TrainingJob, bool> condition)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var job = await cluster.Client.GetAsync(SlipwayKinds.TrainingJob, new NamespacedName(place, "click-model"), Cancellation);
            if (condition(job!)) return job!;
            if (TimeProvider.System.GetElapsedTime(start) > Deadline) throw new TimeoutException($"not within {Deadline}: {job!.Status?.Conditions.Find("Ready")?.Message}");
            await node.StepAsync(Cancellation);
            await Task.Delay(10, Cancellation);
        }
    }

    private sealed class PlayedPrometheus : HttpMessageHandler
    {
        public List<string> Queries { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var parameters = System.Web.HttpUtility.ParseQueryString(request.RequestUri!.Query);
            var query = parameters["query"]!;
            lock (Queries) Queries.Add(query);
            var value = query == "auc_well" ? 0.9 : 0.6;
            var sample = string.Create(CultureInfo.InvariantCulture, $"[{parameters["end"]},\"{value}\"]");
            var text = $$$"""{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[{{{sample}}}]}]}}""";
            return Task.FromResult(new HttpResponseMessage { Content = new StringContent(text) });
        }
    }
}
