using System.Diagnostics;
using System.Text.Json.Nodes;
using Slipway.Api;
using Slipway.Api.Crds;
using Slipway.Api.ModelVersions;
using Slipway.Contracts.Models;
using Slipway.Contracts.Training;
using Slipway.Kubernetes.Authentication;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Resources;
using Slipway.Sandbox.ApiServer;

namespace Slipway.Cli.Tests;

/// <summary>The command itself, as a process with a kubeconfig, against an API server.</summary>
public sealed class CommandTests : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("slipway-cli-");
    private SandboxServer server = null!;
    private HttpClient http = null!;
    private KubernetesClient client = null!;
    private string kubeconfig = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        server = await SandboxServer.StartAsync(new SandboxServerOptions());
        kubeconfig = server.WriteKubeconfig(Path.Combine(folder.FullName, "kubeconfig"));
        http = KubernetesHttp.CreateClient(Kubeconfig.Load([kubeconfig], null, TimeProvider.System));
        client = new KubernetesClient(http);
        var definitions = ResourceType.Dynamic("apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", namespaced: false);
        foreach (var definition in CustomResourceDefinitions.All()) await client.ApplyAsync(definitions, new DynamicObject(definition), null, Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await server.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact, Trait("Capability", "M4"), Trait("Capability", "M7")]
    public async Task Decisions_are_appended_in_the_callers_name_to_one_or_to_many()
    {
        await MakeAsync("v1", "ads");
        await MakeAsync("v2", "ads");
        await MakeAsync("v3", "other");
        (await RunAsync("alias", "clicks-v1", "champion")).ShouldBe((0, "modelversion/clicks-v1: SetAlias champion by sandbox-admin\n", ""), "the name is the one that the server knows");
        (await RunAsync("hold", "-l", "team=ads", "--reason", "case 17")).Code.ShouldBe(0);

        // At once: nobody's entry is lost.
        var all = await Task.WhenAll(Enumerable.Range(0, 4).Select(number => RunAsync("approve", "clicks-v1", "--reason", $"number {number}")));
        all.ShouldAllBe(run => run.Code == 0);
        var first = await FindAsync("clicks-v1");
        first.Spec.Decisions!.Select(each => each.Action).ShouldBe([DecisionAction.SetAlias, DecisionAction.Hold, .. Enumerable.Repeat(DecisionAction.Approve, 4)]);
        first.Spec.Decisions!.Skip(2).Select(each => each.Reason).Order().ShouldBe(["number 0", "number 1", "number 2", "number 3"]);
        first.Spec.Decisions!.ShouldAllBe(each => each.At > DateTimeOffset.UtcNow.AddMinutes(-5) && each.At <= DateTimeOffset.UtcNow.AddSeconds(1));
        (await FindAsync("clicks-v2")).Spec.Decisions!.Single().Reason.ShouldBe("case 17");
        (await FindAsync("clicks-v3")).Spec.Decisions.ShouldBeNull("it has another label");

        (await RunAsync("approve", "-l", "team=nobody")).ShouldBe((1, "", "error: no ModelVersion in namespace default matches 'team=nobody'\n"));
        (await RunAsync("approve", "clicks-v9")).Error.ShouldBe("error: there is no ModelVersion 'clicks-v9' in namespace default\n");
        (await RunAsync("approve")).Error.ShouldContain("give names of ModelVersions, or a selector (-l), and not both");
    }

    [Fact, Trait("Capability", "M5"), Trait("Capability", "M7")]
    public async Task What_is_in_the_trash_is_listed_and_asked_back_by_name_or_label()
    {
        var first = await TrashAsync("clicks-v1", "ads", "1");
        var newer = await TrashAsync("clicks-v1", "ads", "2");
        var other = await TrashAsync("clicks-v2", "other", "3");
        (await RunAsync("trash")).Output.ShouldBe("clicks-v1\t2026-12-01T00:00:00Z\nclicks-v1\t2026-12-01T00:00:00Z\nclicks-v2\t2026-12-01T00:00:00Z\n");
        (await RunAsync("trash", "-l", "team=other")).Output.ShouldBe("clicks-v2\t2026-12-01T00:00:00Z\n");
        (await RunAsync("restore", "clicks-v1")).ShouldBe((0, "modelversion/clicks-v1: the operator makes it again\n", ""));
        (await AskedAsync(first), await AskedAsync(newer), await AskedAsync(other)).ShouldBe((false, true, false));
        (await RunAsync("restore", "-l", "team=other")).Code.ShouldBe(0);
        (await AskedAsync(other)).ShouldBeTrue();
        (await RunAsync("restore", "clicks-v9")).Error.ShouldBe("error: there is no deleted ModelVersion 'clicks-v9' in namespace default; there are clicks-v1, clicks-v2\n");
    }

    [Fact, Trait("Capability", "T1"), Trait("Capability", "M3")]
    public async Task Two_versions_are_compared_and_a_chain_is_printed_in_both_directions()
    {
        await MakeAsync("v1", "ads", """{"hyperparameters":{"max_depth":4}}""");
        await MakeAsync("v2", "ads", """{"hyperparameters":{"max_depth":6}}""");
        var compared = await RunAsync("compare", "clicks-v1", "modelversion/clicks-v2");
        compared.Code.ShouldBe(0, compared.Error);
        compared.Output.ShouldContain("definition:   changed: hyperparameters.max_depth");
        compared.Output.ShouldContain("roc_auc");
        (await RunAsync("lineage", "modelversion/clicks-v1")).Output.ShouldContain("learned from dataset/clicks, version sha256:d");
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "kubectl-slipway")) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment["KUBECONFIG"] = kubeconfig;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Cancellation), process.StandardError.ReadToEndAsync(Cancellation));
        await process.WaitForExitAsync(Cancellation);
        return (process.ExitCode, await output, await error);
    }

    private Task<ModelVersion> MakeAsync(string version, string team, string? configuration = null) => client.CreateAsync(SlipwayKinds.ModelVersion, new ModelVersion
    {
        Metadata = new ObjectMeta { Name = $"clicks-{version}", Namespace = "default", Labels = new Dictionary<string, string> { ["team"] = team } },
        Spec = new ModelVersionSpec
        {
            Model = "clicks", Version = version, Artifact = new ModelArtifact { Uri = "s3://store/model.onnx", Digest = "sha256:" + new string(version[1], 64), Size = 1 },
            Configuration = configuration is null ? null : (JsonObject)JsonNode.Parse(configuration)!, Metrics = [new MetricValue { Metric = "roc_auc", Value = 0.8, N = 100 }],
            Provenance = new ModelProvenance { TrainingJob = "clicks", Dataset = "clicks", DatasetDigest = "sha256:d" },
        },
    }, null, Cancellation);

    private Task<ConfigMap> TrashAsync(string name, string team, string uid) => client.CreateAsync(BuiltIn.ConfigMaps, new ConfigMap
    {
        Metadata = new ObjectMeta
        {
            Name = $"{name}-trash-{uid}", Namespace = "default", Labels = new Dictionary<string, string> { [SlipwayApi.TrashLabel] = name, ["team"] = team },
            Annotations = new Dictionary<string, string> { [SlipwayApi.PurgeAfterAnnotation] = "2026-12-01T00:00:00Z" },
        },
    }, null, Cancellation);

    private async Task<ModelVersion> FindAsync(string name) => (await client.GetAsync(SlipwayKinds.ModelVersion, new NamespacedName("default", name), Cancellation))!;

    private async Task<bool> AskedAsync(ConfigMap map) => (await client.GetAsync(BuiltIn.ConfigMaps, map.Key(), Cancellation))!.Annotation(SlipwayApi.RestoreAnnotation) is not null;
}
