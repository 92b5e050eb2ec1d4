namespace Slipway.Sandbox.Tests.ApiServer;

/// <summary>The real kubectl on the commands of daily work. A real API server passes the same tests, so they cannot ask for what none does.</summary>
[Trait("Suite", "Integration"), Trait("Capability", "P7")]
public sealed class KubectlTests : IAsyncLifetime
{
    private const string Deployment = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          replicas: 2
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec: {containers: [{name: main, image: "example.com/web:1"}]}
        """;

    private readonly string _namespace = $"kubectl-{Guid.NewGuid().ToString("n")[..6]}";
    private ServerUnderTest _server = null!;
    private KubectlRunner _kubectl = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(KubectlRunner.Release is null, "kubectl is not on the PATH");
        _server = await ServerUnderTest.StartAsync();
        _kubectl = new KubectlRunner(_server.Kubeconfig);
        await Succeeds($"namespace/{_namespace} created", null, "create", "namespace", _namespace);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _kubectl.RunAsync(["delete", "namespace", _namespace, "--wait=false"], null, CancellationToken.None);
            await _kubectl.DisposeAsync();
            await _server.DisposeAsync();
        }
    }

    [Fact]
    public async Task CommandsThatSendProtobufWork()
    {
        await Succeeds("configmap/c created", null, "create", "configmap", "c", "--from-literal=a=b");
        await Succeeds("secret/s created", null, "create", "secret", "generic", "s", "--from-literal=password=yarn");
        await Succeeds("serviceaccount/bot created", null, "create", "serviceaccount", "bot");
        await Succeeds("yarn", null, "get", "secret", "s", "-o", "go-template={{.data.password | base64decode}}");
        await Succeeds("yes", null, "auth", "can-i", "create", "pods");
        await Succeeds($"namespace \"{_namespace}\" deleted", null, "delete", "namespace", _namespace);
        (await Run(null, "get", "configmap", "c")).Error.ShouldContain("NotFound");
    }

    [Fact]
    public async Task ADeploymentIsAppliedScaledPatchedDescribedAndDeleted()
    {
        await Succeeds("deployment.apps/web created", Deployment, "apply", "-f", "-");
        await Succeeds("deployment.apps/web unchanged", Deployment, "apply", "-f", "-");
        await Succeeds("deployment.apps/web configured", Deployment.Replace("web:1", "web:2", StringComparison.Ordinal), "apply", "-f", "-");
        await Succeeds("deployment.apps/web scaled", null, "scale", "deployment", "web", "--replicas=3");
        await Succeeds("deployment.apps/web patched", null, "patch", "deployment", "web", "-p", """{"spec":{"template":{"spec":{"containers":[{"name":"main","env":[{"name":"A","value":"1"}]}]}}}}""");
        await Succeeds("0/3", null, "get", "deployments");
        var described = await Succeeds("Name:", null, "describe", "deployment", "web");
        described.ShouldContain("example.com/web:2");
        described.ShouldContain("A:");
        await Succeeds("deployment.apps \"web\" deleted", null, "delete", "deployment", "web");
    }

    [Fact]
    public async Task ConflictsOfServerSideApplyNameTheOwner()
    {
        await Succeeds("serverside-applied", Deployment, "apply", "--server-side", "-f", "-");
        var other = Deployment.Replace("replicas: 2", "replicas: 5", StringComparison.Ordinal);
        var conflict = await Run(other, "apply", "--server-side", "--field-manager=other", "-f", "-");
        conflict.ExitCode.ShouldBe(1);
        conflict.Error.ShouldContain("conflict with \"kubectl\": .spec.replicas");
        await Succeeds("serverside-applied", other, "apply", "--server-side", "--field-manager=other", "--force-conflicts", "-f", "-");
    }

    [Fact]
    public async Task EventsOfAnObjectAreDescribedWithIt()
    {
        await Succeeds("pod/p created", null, "run", "p", "--image=example.com/p:1", "--restart=Never");
        var uid = await Succeeds("-", null, "get", "pod", "p", "-o", "jsonpath={.metadata.uid}");
        var happened = $$"""
            {"apiVersion":"v1","kind":"Event","metadata":{"name":"p.1"},"involvedObject":{"apiVersion":"v1","kind":"Pod","name":"p","namespace":"{{_namespace}}","uid":"{{uid}}"},
             "reason":"FailedScheduling","message":"0/1 nodes are available: 1 Insufficient nvidia.com/gpu.","type":"Warning","count":1,
             "source":{"component":"scheduler"},"firstTimestamp":"2026-01-02T03:04:05Z","lastTimestamp":"2026-01-02T03:04:05Z"}
            """;
        await Succeeds("event/p.1 created", happened, "create", "-f", "-");
        await Succeeds("Insufficient nvidia.com/gpu", null, "describe", "pod", "p");
        await Succeeds("FailedScheduling", null, "get", "events");
    }

    [Fact]
    public async Task BuiltInKindsExplainThemselves()
    {
        Assert.SkipUnless(KubectlRunner.Release >= new Version(1, 27), "kubectl explain reads OpenAPI v3 from 1.27 on");
        var explained = await Succeeds("env <[]", null, "explain", "pod.spec.containers.env");
        explained.ShouldContain("valueFrom");
        await Succeeds("customresourcedefinitions", null, "api-resources");
    }

    private async Task<string> Succeeds(string output, string? input, params string[] arguments)
    {
        var run = await Run(input, arguments);
        run.ExitCode.ShouldBe(0, run.Error);
        run.Output.ShouldContain(output);
        return run.Output;
    }

    private Task<KubectlRun> Run(string? input, params string[] arguments) => _kubectl.RunAsync([.. arguments, "-n", _namespace], input, TestContext.Current.CancellationToken);
}
