using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Slipway.Api;
using Slipway.Api.Datasets;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Metrics;
using Slipway.Kubernetes.Patching;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Tests.Support;
using Slipway.Operator.Tests.Webhooks;
using Slipway.Sandbox.Tests;

namespace Slipway.Operator.Tests.Access;

/// <summary>Access as people meet it: kubectl of several users, the API server, the webhook, the operator over two namespaces.</summary>
[Trait("Suite", "Integration"), Trait("Capability", "D24")]
public sealed class AccessPathTests(OperatorCluster cluster) : IClassFixture<OperatorCluster>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_exception_takes_three_people_and_its_use_is_on_record_everywhere()
    {
        Assert.SkipWhen(KubectlRunner.Release is null, "kubectl is not on the PATH");
        var scene = await WebhookScene.CreateAsync(cluster, Cancellation);
        var (owner, reader) = (await cluster.NamespaceAsync(), scene.Place);
        await using var kubectl = new KubectlRunner(cluster.Kubeconfig);
        using var log = new Lines();
        await using var running = cluster.Start([owner, reader], log.Factory);
        await cluster.Client.CreateAsync(SlipwayKinds.Dataset, Samples.ToSend(GrantTests.Shared(), owner), null, Cancellation);
        var node = new HandNode(cluster.Client, owner, _ => StepEnd.Of(Samples.Snapshot('p')));
        await UntilAsync(async () =>
        {
            await node.StepAsync(Cancellation);
            return (await DatasetAsync(owner, "clicks")).Status?.Current is not null;
        }, "the dataset has a version");

        // The webhook is asked about the reader's namespace alone; the owner's is written by the people of below.
        await using (await scene.ServeAsync(running.Runtime.Admission, new MetricRegistry(), Cancellation))
        {
            var denied = await ApplyAsync(kubectl, "ada", reader, "derived", Derived(owner));
            denied.ExitCode.ShouldBe(1, denied.Output);
            denied.Error.ShouldContain($"spec.source.datasets[0]: namespace '{reader}' may not read it: no rule of its spec.access in force names this namespace");

            // Break-glass within the namespace that the webhook is asked about: the rules are the same for any.
            var (asked, now) = (Glass(owner, "ada", []), DateTimeOffset.UtcNow);
            (await ApplyAsync(kubectl, "bob", reader, "own", asked)).Error.ShouldContain("is not who writes this, which is bob");
            (await ApplyAsync(kubectl, "ada", reader, "own", asked)).ExitCode.ShouldBe(0);
            (await ApplyAsync(kubectl, "ada", reader, "own", Glass(owner, "ada", [("ada", now)]))).Error.ShouldContain("nobody approves what he asked for");
            (await ApplyAsync(kubectl, "eve", reader, "own", Glass(owner, "ada", [("bob", now)]))).Error.ShouldContain("an approval is given in the own name");
            (await ApplyAsync(kubectl, "bob", reader, "own", Glass(owner, "ada", [("bob", now)]))).ExitCode.ShouldBe(0);
            (await ApplyAsync(kubectl, "eve", reader, "own", Glass(owner, "ada", [("bob", now), ("eve", now)]))).ExitCode.ShouldBe(0);
        }

        // Without the webhook the manifest is taken, and the reconciler says the same.
        (await ApplyAsync(kubectl, "ada", reader, "derived", Derived(owner))).ExitCode.ShouldBe(0);
        await UntilAsync(async () => (await DatasetAsync(reader, "derived")).Status?.Conditions.Find("Stalled")?.Reason == "AccessDenied", "the reconciler refuses it");
        (await cluster.Client.ListAsync(BuiltIn.Jobs, reader, ListOptions.All, Cancellation)).Items.ShouldNotContain(job => job.Metadata.Name!.StartsWith("derived", StringComparison.Ordinal));

        var rule = new AccessRule
        {
            Name = "glass", Namespaces = [reader], Columns = ["at", "price", "clicked"],
            BreakGlass = new BreakGlass { Reason = "fraud of yesterday", RequestedBy = "ada", ExpiresAt = DateTimeOffset.UtcNow.AddHours(1), Approvals = [Approval("bob"), Approval("eve")] },
        };
        var grant = new JsonObject { ["spec"] = new JsonObject { ["access"] = new JsonArray(JsonSerializer.SerializeToNode(rule, ApiJson.Default.GetTypeInfo(typeof(AccessRule))!)) } };
        await cluster.Client.PatchAsync(SlipwayKinds.Dataset, new NamespacedName(owner, "clicks"), Patch.Merge(grant), null, Cancellation);
        await UntilAsync(async () => (await DatasetAsync(owner, "clicks")).Status?.Readers is { Count: > 0 }, "the read is listed at the dataset");

        var listed = (await DatasetAsync(owner, "clicks")).Status!.Readers!.Single();
        (listed.Namespace, listed.Kind, listed.Name, listed.Digest, listed.BreakGlass).ShouldBe((reader, "Dataset", "derived", Samples.Digest('p'), "fraud of yesterday"));
        var record = (await DatasetAsync(reader, "derived")).Status!.LastSnapshot!.Reads!.Single();
        record.Dataset.ShouldBe($"{owner}/clicks");
        record.Columns.ShouldBe(["at", "price", "clicked"]);
        await UntilAsync(() => Task.FromResult(log.All.Any(line => line.Contains("DataRead", StringComparison.Ordinal))), "the read is in the log");
        log.All.Single(line => line.Contains("DataRead", StringComparison.Ordinal)).ShouldContain($"{reader} Dataset derived Job {listed.Job} reads {owner}/clicks version {Samples.Digest('p')} columns at,price,clicked ");
        running.Runtime.Metrics.WriteText().ShouldContain(
            $$"""slipway_data_reads_total{namespace="{{owner}}",dataset="clicks",reader_namespace="{{reader}}",reader_kind="Dataset",break_glass="true"} 1""");
    }

    private static Approval Approval(string by) => new() { By = by, At = DateTimeOffset.UtcNow };

    private static string Derived(string owner) =>
        $$$"""{"owner":"research","source":{"sql":"SELECT * FROM \"{{{owner}}}/clicks\"","datasets":["{{{owner}}}/clicks"]},"schema":{"columns":[{"name":"price","type":"Float64"}]}}""";

    private static string Glass(string readers, string by, (string By, DateTimeOffset At)[] approvals)
    {
        var given = string.Join(",", approvals.Select(each => $$"""{"by":"{{each.By}}","at":"{{Text(each.At)}}"}"""));
        return $$$"""
            {"owner":"research","source":{"uri":"s3://research/own"},"schema":{"columns":[{"name":"price","type":"Float64"}]},"access":[{"name":"glass","namespaces":["{{{readers}}}"],"columns":["price"],
             "breakGlass":{"reason":"fraud of yesterday","requestedBy":"{{{by}}}","expiresAt":"{{{Text(Ends)}}}","approvals":[{{{given}}}]}}]}
            """;
    }

    private static readonly DateTimeOffset Ends = DateTimeOffset.UtcNow.AddHours(2);

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static Task<KubectlRun> ApplyAsync(KubectlRunner kubectl, string user, string place, string name, string spec) => kubectl.RunAsync(
        ["--as", user, "--as-group", "system:masters", "-n", place, "apply", "-f", "-"],
        $$$"""{"apiVersion":"{{{SlipwayApi.GroupVersion}}}","kind":"Dataset","metadata":{"name":"{{{name}}}"},"spec":{{{spec}}}}""", Cancellation);

    private async Task<Dataset> DatasetAsync(string place, string name) => (await cluster.Client.GetAsync(SlipwayKinds.Dataset, new NamespacedName(place, name), Cancellation))!;

    private static Task UntilAsync(Func<Task<bool>> holds, string what) => Eventually.HoldsAsync(holds, what, Cancellation);

    /// <summary>What the operator logs, with the name of each event.</summary>
    private sealed class Lines : ILoggerProvider, ILogger
    {
        public Lines() => Factory = LoggerFactory.Create(logging => logging.AddProvider(this));

        public ConcurrentQueue<string> All { get; } = [];

        public ILoggerFactory Factory { get; }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            All.Enqueue($"{eventId.Name} {formatter(state, exception)}");

        public void Dispose()
        {
        }
    }
}
