using System.Text.Json.Nodes;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Patching;
using Slipway.Kubernetes.Resources;
using Slipway.Sandbox.Tests.Node;

namespace Slipway.Sandbox.Tests.Controllers;

/// <summary>Deployments and services with real servers behind them.</summary>
[Collection(nameof(ClusterGroup))]
public sealed class DeploymentTests(ClusterFixture fixture)
{
    /// <summary>Answers each request with the version; on SIGTERM it finishes what it has begun and ends.</summary>
    private const string ServerCode = """
        import http.server, os, signal, threading
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                body = (os.environ['VERSION'] + ' ' + os.environ['HOSTNAME']).encode()
                self.send_response(200)
                self.send_header('Content-Length', str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            def log_message(self, *args):
                pass
        server = http.server.ThreadingHTTPServer((os.environ['SLIPWAY_POD_IP'], 8080), Handler)
        signal.signal(signal.SIGTERM, lambda *args: threading.Thread(target=server.shutdown).start())
        server.serve_forever()
        """;

    [Fact]
    [Trait("Capability", "P7")]
    public async Task A_service_balances_over_the_ready_pods_of_a_deployment()
    {
        var place = await fixture.NewPlaceAsync();
        await StartAsync(place, "v1", 3);
        var deployment = await place.UntilAsync(BuiltIn.Deployments, "web", IsRolledOut, "is rolled out");
        deployment.Status!.Conditions.IsTrue("Available").ShouldBeTrue();
        deployment.Status.Conditions.Find("Progressing")!.Reason.ShouldBe("NewReplicaSetAvailable");

        using var http = await ClientAsync(place);
        var answers = new HashSet<string>();
        for (var request = 0; request < 12; request++) answers.Add(await http.GetStringAsync("/"));
        answers.Count.ShouldBe(3);
        answers.ShouldAllBe(answer => answer.StartsWith("v1 web-"));
    }

    [Fact]
    [Trait("Capability", "P7")]
    public async Task A_rolling_update_fails_no_request()
    {
        var place = await fixture.NewPlaceAsync();
        await StartAsync(place, "v1", 2);
        await place.UntilAsync(BuiltIn.Deployments, "web", IsRolledOut, "is rolled out");
        using var http = await ClientAsync(place);
        using var enough = new CancellationTokenSource();
        var load = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => LoadAsync(http, enough.Token)));
        await SetVersionAsync(place, "v2");
        await place.UntilAsync(BuiltIn.Deployments, "web", IsRolledOut, "is rolled out again");
        await Place.UntilAsync(async () => (await http.GetStringAsync("/")).StartsWith("v2", StringComparison.Ordinal), "the new version answers");
        await enough.CancelAsync();
        var answers = (await load).SelectMany(each => each).ToList();
        answers.Count.ShouldBeGreaterThan(50);
        answers.ShouldContain(answer => answer.StartsWith("v1"));
        answers.ShouldContain(answer => answer.StartsWith("v2"));

        var sets = (await place.Client.ListAsync(BuiltIn.ReplicaSets, place.Name, ListOptions.All, default)).Items;
        sets.Count.ShouldBe(2);
        sets.Select(set => set.Spec!.Replicas).Order().ShouldBe([0, 2]);
    }

    [Fact]
    public async Task A_version_that_never_gets_ready_leaves_the_old_one_serving_and_misses_the_deadline()
    {
        var place = await fixture.NewPlaceAsync();
        await StartAsync(place, "v1", 2);
        await place.UntilAsync(BuiltIn.Deployments, "web", IsRolledOut, "is rolled out");
        await PatchAsync(place, """{"spec": {"progressDeadlineSeconds": 2, "template": {"spec": {"containers": [{"name": "web", "image": "example/sh:1", "args": ["-c", "exec sleep 600"]}]}}}}""");
        await place.UntilAsync(BuiltIn.Deployments, "web",
            each => each.Status?.Conditions.Find("Progressing") is { Status: Condition.False, Reason: "ProgressDeadlineExceeded" }, "misses its deadline");
        using var http = await ClientAsync(place);
        (await http.GetStringAsync("/")).ShouldStartWith("v1");
    }

    [Fact]
    public async Task Scaling_changes_the_number_of_pods_and_a_lost_pod_is_replaced()
    {
        var place = await fixture.NewPlaceAsync();
        await StartAsync(place, "v1", 1);
        await place.UntilAsync(BuiltIn.Deployments, "web", IsRolledOut, "is rolled out");
        await PatchAsync(place, """{"spec": {"replicas": 3}}""");
        await place.UntilAsync(BuiltIn.Deployments, "web", each => each.Status?.AvailableReplicas == 3, "has three");
        var victim = (await place.PodsAsync())[0];
        await place.Client.DeleteAsync(BuiltIn.Pods, victim.Key(), new DeleteOptions { GracePeriod = TimeSpan.Zero }, default);
        await Place.UntilAsync(async () => (await place.PodsAsync()) is var pods && pods.Count(IsReady) == 3 && pods.All(pod => pod.Metadata.Uid != victim.Metadata.Uid), "three others are ready");
        await PatchAsync(place, """{"spec": {"replicas": 0}}""");
        await Place.UntilAsync(async () => (await place.PodsAsync()).Count == 0, "all are gone");
    }

    [Fact]
    public async Task Recreate_ends_the_old_pods_before_the_new_ones_start()
    {
        var place = await fixture.NewPlaceAsync();
        await StartAsync(place, "v1", 1, "strategy: {type: Recreate}");
        await place.UntilAsync(BuiltIn.Deployments, "web", IsRolledOut, "is rolled out");
        var first = (await place.PodsAsync()).Single();
        await SetVersionAsync(place, "v2");
        await Place.UntilAsync(async () => (await place.PodsAsync()).Any(pod => pod.Metadata.Uid != first.Metadata.Uid), "a second pod is made");
        (await place.Client.GetAsync(BuiltIn.Pods, first.Key(), default)).ShouldBeNull();
    }

    [Fact]
    public async Task Going_back_to_an_older_template_takes_its_replica_set_again()
    {
        var place = await fixture.NewPlaceAsync();
        await StartAsync(place, "v1", 1);
        await place.UntilAsync(BuiltIn.Deployments, "web", IsRolledOut, "is rolled out");
        await SetVersionAsync(place, "v2");
        await place.UntilAsync(BuiltIn.Deployments, "web", IsRolledOut, "is rolled out");
        await SetVersionAsync(place, "v1");
        await place.UntilAsync(BuiltIn.Deployments, "web", each => IsRolledOut(each) && each.Annotation("deployment.kubernetes.io/revision") == "3", "is at its third revision");
        (await place.Client.ListAsync(BuiltIn.ReplicaSets, place.Name, ListOptions.All, default)).Items.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Pods_reach_services_by_name_in_their_own_and_in_other_namespaces()
    {
        var place = await fixture.NewPlaceAsync();
        await StartAsync(place, "v1", 1);
        await place.UntilAsync(BuiltIn.Deployments, "web", IsRolledOut, "is rolled out");
        var other = await fixture.NewPlaceAsync();
        foreach (var (from, url) in new[] { (place, "http://web/"), (other, $"http://web.{place.Name}.svc.cluster.local/") })
        {
            await from.ApplyAsync(PodTests.Script("ask", $"exec python3 -c 'import urllib.request; print(urllib.request.urlopen(\"{url}\").read().decode())'"));
            await from.PodAsync("ask", pod => pod.Status?.Phase == "Succeeded", "gets an answer");
            (await from.LogAsync("ask")).ShouldStartWith("v1 web-");
        }
    }

    [Fact]
    public async Task A_disruption_budget_knows_how_many_pods_may_go()
    {
        var place = await fixture.NewPlaceAsync();
        await place.ApplyAsync("{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: web}, spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}}");
        await StartAsync(place, "v1", 2);
        await Place.UntilAsync(async () =>
            (await place.Client.GetAsync(BuiltIn.PodDisruptionBudgets.AsDynamic(), place.Key("web"), default))?.Status?["disruptionsAllowed"]?.GetValue<int>() == 1,
            "one of two pods may go");
    }

    private static async Task StartAsync(Place place, string version, int replicas, string fields = "")
    {
        await place.ApplyAsync($$$"""
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: {{{replicas}}}
              {{{fields}}}
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  terminationGracePeriodSeconds: 5
                  containers:
                  - name: web
                    image: example/python:1
                    args: ["-c", {{{JsonValue.Create(ServerCode)!.ToJsonString()}}}]
                    env: [{name: VERSION, value: {{{version}}} }]
                    ports: [{name: http, containerPort: 8080}]
                    readinessProbe: {httpGet: {path: /, port: http}, periodSeconds: 1}
                    lifecycle: {preStop: {sleep: {seconds: 1} } }
            """);
        await place.ApplyAsync("{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {selector: {app: web}, ports: [{port: 80, targetPort: http}]}}");
    }

    private static Task<DynamicObject> SetVersionAsync(Place place, string version) => PatchAsync(
        place, $$$"""{"spec": {"template": {"spec": {"containers": [{"name": "web", "env": [{"name": "VERSION", "value": "{{{version}}}"}]}]} } } }""");

    private static Task<DynamicObject> PatchAsync(Place place, string patch) => place.Client.PatchAsync(
        BuiltIn.Deployments.AsDynamic(), place.Key("web"), Patch.Strategic((JsonObject)JsonNode.Parse(patch)!), null, default);

    private static async Task<HttpClient> ClientAsync(Place place)
    {
        var service = await place.UntilAsync(BuiltIn.Services, "web", each => each.Spec?.ClusterIP is not null, "has an address");
        // A connection per request, so that each is balanced anew.
        return new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero, UseProxy = false })
        {
            BaseAddress = new Uri($"http://{service.Spec!.ClusterIP}:80/"), Timeout = TimeSpan.FromSeconds(20),
        };
    }

    private static async Task<List<string>> LoadAsync(HttpClient http, CancellationToken enough)
    {
        var answers = new List<string>();
        while (!enough.IsCancellationRequested) answers.Add(await http.GetStringAsync("/", CancellationToken.None));
        return answers;
    }

    private static bool IsReady(Pod pod) => pod.Status?.Conditions.IsTrue("Ready") == true;

    private static bool IsRolledOut(Deployment deployment) =>
        deployment.Status is { } status && status.ObservedGeneration == deployment.Metadata.Generation
        && status.UpdatedReplicas == deployment.Spec!.Replicas && status.AvailableReplicas == deployment.Spec.Replicas && status.Replicas == deployment.Spec.Replicas;
}
