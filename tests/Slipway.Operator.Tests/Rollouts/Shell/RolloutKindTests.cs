using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Api.Datasets;
using Slipway.Api.ModelVersions;
using Slipway.Api.Rollouts;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Features;
using Slipway.Contracts.Models;
using Slipway.Contracts.Serving;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Prometheus;
using Slipway.Operator.Reconciling;
using Slipway.Operator.Rollouts;
using Slipway.Operator.Rollouts.Analysis;
using Slipway.Operator.Rollouts.Decisions;
using Slipway.Operator.Rollouts.Routing;
using Slipway.Operator.Tests.Support;

namespace Slipway.Operator.Tests.Rollouts.Shell;

/// <summary>Which children a committed status asks for.</summary>
public sealed class RolloutKindTests
{
    private readonly RolloutNetwork network = new();
    private readonly FixedCache<ModelVersion> versions = new(CacheIndex.OfModelVersions);
    private readonly FixedCache<Dataset> datasets = new(CacheIndex.OfDatasets);
    private readonly FixedCache<Deployment> deployments = new();
    private readonly FixedCache<Service> services = new();
    private readonly FixedCache<ConfigMap> configMaps = new();
    private readonly FixedCache<PodDisruptionBudget> budgets = new();
    private readonly FixedCache<Pod> pods = new(CacheIndex.OfPods);
    private Rollout rollout = new()
    {
        Metadata = Samples.Meta("clicks"),
        Spec = new RolloutSpec { Owner = "shop", Model = new ModelSelector { Name = "clicks" }, Server = new ServerSpec { Replicas = 2 } },
    };

    public RolloutKindTests()
    {
        versions.Items.Add(RolloutScene.Version("v1"));
        versions.Items.Add(RolloutScene.Version("v2"));
    }

    [Fact]
    public async Task Without_a_committed_status_nothing_is_made() => (await PlanAsync()).Children.ShouldBeEmpty();

    [Fact, Trait("Capability", "S1")]
    public async Task A_revision_gets_a_deployment_and_a_service_that_are_pinned_and_owned()
    {
        Commit(stable: "v1");
        var plan = await PlanAsync();
        var deployment = plan.Children.Select(child => child.Intent).OfType<Deployment>().ShouldHaveSingleItem();
        deployment.ControllerOwner()!.Uid.ShouldBe("uid-clicks");
        deployment.Spec!.Replicas.ShouldBe(2);
        var pod = deployment.Spec.Template!["spec"]!;
        var container = pod["containers"]![0]!;
        container["image"]!.GetValue<string>().ShouldBe("slipway/server:1");
        Arguments(container).ShouldBe(
        [
            "predictor", "--model-uri=file:///models/v1/model.onnx", $"--model-digest={Samples.Digest('1')}", "--model-name=clicks", "--model-version=v1",
            $"--revision={Name("v1")}", "--port=8080",
        ]);
        container["readinessProbe"]!["httpGet"]!.ToJsonString().ShouldBe("""{"path":"/v2/health/ready","port":8080}""");
        container["livenessProbe"]!["httpGet"]!["path"]!.GetValue<string>().ShouldBe("/v2/health/live");
        container["securityContext"]!["readOnlyRootFilesystem"]!.GetValue<bool>().ShouldBeTrue();
        pod["automountServiceAccountToken"]!.GetValue<bool>().ShouldBeFalse();
        var annotations = deployment.Spec.Template["metadata"]!["annotations"]!;
        annotations["prometheus.io/scrape"]!.GetValue<string>().ShouldBe("true");
        annotations["prometheus.io/port"]!.GetValue<string>().ShouldBe("8080");

        var service = plan.Children.Select(child => child.Intent).OfType<Service>().ShouldHaveSingleItem();
        service.Metadata.Name.ShouldBe(Name("v1"));
        service.Spec!.Selector!.ShouldAllBe(label => deployment.Spec.Template["metadata"]!["labels"]![label.Key]!.GetValue<string>() == label.Value);
        network.Taken.ShouldBeEmpty("no address, no table");
    }

    [Fact]
    public async Task Placement_reaches_the_server_pods()
    {
        rollout = rollout with
        {
            Spec = rollout.Spec with
            {
                Server = new ServerSpec
                {
                    Gpu = new Api.GpuRequest { Product = "NVIDIA-H100" },
                    Volumes = [new JsonObject { ["name"] = "store", ["persistentVolumeClaim"] = new JsonObject { ["claimName"] = "models" } }],
                    VolumeMounts = [new VolumeMount { Name = "store", MountPath = "/models", ReadOnly = true }],
                },
            },
        };
        Commit(stable: "v1");
        var pod = (await PlanAsync()).Children.Select(child => child.Intent).OfType<Deployment>().Single().Spec!.Template!["spec"]!;
        pod["volumes"]!.AsArray().ShouldContain(volume => volume!["name"]!.GetValue<string>() == "store" && volume["persistentVolumeClaim"] != null);
        pod["containers"]![0]!["volumeMounts"]!.AsArray().ShouldContain(mount => mount!["mountPath"]!.GetValue<string>() == "/models");
        pod["containers"]![0]!["resources"]!["limits"]!["nvidia.com/gpu"]!.GetValue<string>().ShouldBe("1");
        pod["nodeSelector"]!["nvidia.com/gpu.product"]!.GetValue<string>().ShouldBe("NVIDIA-H100");
        pod["tolerations"]![0]!["key"]!.GetValue<string>().ShouldBe("nvidia.com/gpu");
    }

    [Fact, Trait("Capability", "R9")]
    public async Task Routes_follow_the_committed_status_and_not_what_was_just_decided()
    {
        Commit(stable: "v1");
        Run("v1");
        var plan = await PlanAsync();
        plan.Status.Candidate!.Version.ShouldBe("v2", "it decides to try v2");
        Backends(plan).ShouldBe([(Name("v1"), 100)]);
        plan.Children.Select(child => child.Intent.Metadata.Name).ShouldNotContain(Name("v2"));

        Commit(stable: "v1", candidate: "v2", weight: 10);
        Run("v2");
        Backends(await PlanAsync()).ShouldBe([(Name("v1"), 90), (Name("v2"), 10)]);
    }

    [Fact]
    public async Task The_router_reads_its_routes_from_the_config_map_and_is_what_clients_call()
    {
        Commit(stable: "v1");
        Run("v1");
        var children = (await PlanAsync()).Children.Select(child => child.Intent).ToList();
        var router = children.OfType<Deployment>().Single(each => each.Metadata.Name == "clicks-router");
        var pod = router.Spec!.Template!["spec"]!;
        Arguments(pod["containers"]![0]!).ShouldBe(["router", "--config=/etc/slipway/routes/routes.json", "--port=8080", "--admin-port=8081"]);
        pod["volumes"]![0]!["configMap"]!["name"]!.GetValue<string>().ShouldBe("clicks-routes");
        router.Spec.Template["metadata"]!["annotations"]!["prometheus.io/port"]!.GetValue<string>().ShouldBe("8081");
        var service = children.OfType<Service>().Single(each => each.Metadata.Name == "clicks");
        service.Spec!.Selector!["app.kubernetes.io/component"].ShouldBe("router");
        children.ShouldAllBe(child => child.ControllerOwner()!.Uid == "uid-clicks");
    }

    [Fact, Trait("Capability", "R9")]
    public async Task An_old_revision_goes_only_when_every_router_has_confirmed_that_it_gets_nothing()
    {
        Commit(stable: "v2");
        Run("v1");
        Run("v2");
        Router("10.0.0.1");
        Router("10.0.0.2");
        network.Silent["10.0.0.2"] = true;
        (await PlanAsync()).Removals.ShouldBeEmpty();
        network.Silent.Clear();
        (await PlanAsync()).Removals.Select(removal => (removal.Live.Kind, removal.Live.Metadata.Name))
            .ShouldBe([("Deployment", Name("v1")), ("Service", Name("v1"))], ignoreOrder: true);
    }

    [Fact]
    public async Task Budgets_are_there_for_more_than_one_pod_and_go_with_the_need()
    {
        rollout = rollout with { Spec = rollout.Spec with { Router = new RouterSpec { Replicas = 3 } } };
        Commit(stable: "v1");
        Run("v1");
        var wanted = (await PlanAsync()).Children.Select(child => child.Intent).OfType<PodDisruptionBudget>().ToList();
        wanted.Select(budget => budget.Metadata.Name).ShouldBe([Name("v1"), "clicks-router"], ignoreOrder: true);
        wanted.ShouldAllBe(budget => budget.Spec!.MaxUnavailable == 1 && budget.ControllerOwner()!.Uid == "uid-clicks");
        budgets.Items.AddRange(wanted);

        rollout = rollout with { Spec = rollout.Spec with { Router = new RouterSpec(), Server = new ServerSpec() } };
        var plan = await PlanAsync();
        plan.Children.Select(child => child.Intent).OfType<PodDisruptionBudget>().ShouldBeEmpty();
        plan.Removals.Select(removal => removal.Live).ShouldBe(wanted, ignoreOrder: true);
    }

    [Fact]
    public async Task A_running_revision_keeps_its_template_when_the_spec_moves_on()
    {
        Commit(stable: "v1");
        Run("v1");
        rollout = rollout with { Spec = rollout.Spec with { Server = rollout.Spec.Server with { Image = "slipway/server:2" } } };
        var plan = await PlanAsync();
        plan.Children.Select(child => child.Intent).OfType<Deployment>().Select(each => each.Metadata.Name).ShouldBe(["clicks-router"]);
        plan.Status.Candidate!.Version.ShouldBe("v2");
    }

    [Fact, Trait("Capability", "F12")]
    public async Task A_version_that_looks_values_up_is_told_the_newest_file_of_the_dataset()
    {
        var lookup = new ModelLookup { Dataset = "users", Entity = [new LookupKey { Input = "user", Column = "id", Type = ColumnType.String }], Inputs = [new LookupInput { Input = "user_orders", Column = "orders" }] };
        versions.Items[0] = versions.Items[0] with { Spec = versions.Items[0].Spec with { Lookups = [lookup] } };
        datasets.Items.Add(Samples.Clicks("users"));
        Commit(stable: "v1");
        (await LookupsAsync()).Lookups.ShouldBeEmpty("the dataset has no file yet, and the predictor says so");

        var file = new LookupArtifact { Uri = "s3://store/users/7/entities.lookup", Digest = Samples.Digest('7') };
        datasets.Items[0] = datasets.Items[0] with { Status = new DatasetStatus { Current = new DatasetVersion { Digest = Samples.Digest('7'), ManifestUri = "s3://store/users/7/manifest.json", Lookup = file } } };

        (await LookupsAsync()).Lookups.ShouldHaveSingleItem().ShouldBe(new LookupTarget("users", file.Uri, file.Digest));
        var predictor = (await PlanAsync()).Children.Select(child => child.Intent).OfType<Deployment>().Single(each => each.Metadata.Name == Name("v1")).Spec!.Template!["spec"]!;
        Arguments(predictor["containers"]![0]!).ShouldContain("--lookups-config=/etc/slipway/lookups/lookups.json");
        predictor["volumes"]![0]!["configMap"]!["name"]!.GetValue<string>().ShouldBe("clicks-lookups");
        predictor["containers"]![0]!["volumeMounts"]![0]!["mountPath"]!.GetValue<string>().ShouldBe("/etc/slipway/lookups");

        configMaps.Items.AddRange((await PlanAsync()).Children.Select(child => child.Intent).OfType<ConfigMap>().Where(map => map.Metadata.Name == "clicks-lookups"));
        versions.Items[0] = versions.Items[0] with { Spec = versions.Items[0].Spec with { Lookups = null } };
        Commit(stable: "v1");
        Run("v1");
        Router("10.0.0.1");
        (await PlanAsync()).Removals.Select(removal => removal.Live.Metadata.Name).ShouldBe(["clicks-lookups"], "no version looks anything up any more");

        async Task<LookupTable> LookupsAsync() => JsonSerializer.Deserialize(
            (await PlanAsync()).Children.Select(child => child.Intent).OfType<ConfigMap>().Single(map => map.Metadata.Name == "clicks-lookups").Data!["lookups.json"],
            ContractsJson.Default.LookupTable)!;
    }

    [Fact, Trait("Capability", "F12")]
    public async Task A_version_that_computes_windows_is_told_where_events_are_kept()
    {
        var window = new ModelWindow
        {
            Dataset = "clicks", Entity = [new LookupKey { Input = "who", Column = "user", Type = ColumnType.String }], EventTime = "at", Length = Duration.Parse("1h"), Slide = Duration.Parse("1m"),
            Lateness = Duration.Parse("10s"), Inputs = [new WindowInput { Input = "clicks", Function = WindowFunction.Count }],
        };
        versions.Items[0] = versions.Items[0] with { Spec = versions.Items[0].Spec with { Windows = [window, window with { Length = Duration.Parse("2h") }] } };
        datasets.Items.Add(Samples.Clicks());
        Commit(stable: "v1");
        (await TableAsync()).EventLogs.ShouldBeNull("the dataset takes no events, so that requests carry the aggregates");
        versions.WithDataset("shop", "clicks").ShouldBe([versions.Items[0]], "a change of the Dataset concerns the Rollouts of what counts its events");

        var limits = new Contracts.Data.EventSource { MaxAge = Duration.Parse("2h") };
        var source = new DataSource { Uri = "s3://shop/clicks/", Format = SourceFormat.JSONLines, Events = limits };
        datasets.Items[0] = datasets.Items[0] with { Spec = datasets.Items[0].Spec with { Source = source, Key = ["at", "country"] } };

        var log = (await TableAsync()).EventLogs.ShouldHaveSingleItem();
        (log.Dataset, log.Uri, log.EventTime, log.Limits).ShouldBe(("clicks", "s3://shop/clicks/", "at", limits));
        log.Columns.Select(column => column.Name).ShouldBe(datasets.Items[0].Spec.Schema!.Columns.Select(column => column.Name));
        log.Key.ShouldBe(["at", "country"]);
        var predictor = (await PlanAsync()).Children.Select(child => child.Intent).OfType<Deployment>().Single(each => each.Metadata.Name == Name("v1")).Spec!.Template!["spec"]!;
        Arguments(predictor["containers"]![0]!).ShouldContain("--lookups-config=/etc/slipway/lookups/lookups.json");

        datasets.Items[0] = datasets.Items[0] with { Spec = datasets.Items[0].Spec with { Source = source with { Uri = "s3://shop/clicks" } } };
        (await TableAsync()).EventLogs.ShouldBeNull("nothing is written where a wrong specification says");

        async Task<LookupTable> TableAsync() => JsonSerializer.Deserialize(
            (await PlanAsync()).Children.Select(child => child.Intent).OfType<ConfigMap>().Single(map => map.Metadata.Name == "clicks-lookups").Data!["lookups.json"],
            ContractsJson.Default.LookupTable)!;
    }

    private async Task<Plan<RolloutStatus>> PlanAsync()
    {
        using var http = new HttpClient(network.Handler());
        var kind = new RolloutKind(
            new RolloutCaches(versions, datasets, deployments, services, configMaps, budgets, pods), new RouterFleet(http), new PredictorHealth(http),
            new EvidenceReader(new PrometheusClient(http)),
            new RolloutOptions { ServerImage = "slipway/server:1", Prometheus = new Uri("http://prometheus:9090/") });
        return (await kind.PlanAsync(rollout, Samples.Now, TestContext.Current.CancellationToken)).Checked(rollout);
    }

    private string Name(string version) => Revisions.NameOf(rollout, versions.Items.Single(each => each.Spec.Version == version), "slipway/server:1");

    private RevisionStatus Revision(string version, int weight) => new()
    {
        Name = Name(version), ModelVersion = $"clicks-{version}", Version = version, Digest = Samples.Digest(version[^1]), Weight = weight, Since = Samples.Now,
    };

    private void Commit(string stable, string? candidate = null, int weight = 0) => rollout = rollout with
    {
        Status = new RolloutStatus
        {
            Stable = Revision(stable, 100 - weight), Candidate = candidate is null ? null : Revision(candidate, weight), StepIndex = candidate is null ? null : 0,
            RouteGeneration = 1, History = [new RolloutHistoryEntry { Version = stable, Result = RolloutResult.Deployed }],
        },
    };

    // The objects of a revision as the API server and the Deployment controller leave them.
    private void Run(string version)
    {
        var metadata = ChildMetadata.For(rollout, Name(version), "predictor");
        deployments.Items.Add(new Deployment
        {
            Metadata = metadata with { Generation = 1 }, Spec = new DeploymentSpec { Replicas = 2 },
            Status = new DeploymentStatus { ObservedGeneration = 1, ReadyReplicas = 2, UpdatedReplicas = 2 },
        });
        services.Items.Add(new Service { Metadata = metadata, Spec = new ServiceSpec { ClusterIP = $"10.1.0.{version[^1]}" } });
    }

    private void Router(string address)
    {
        network.AddRouter(address);
        pods.Items.Add(new Pod
        {
            Metadata = new ObjectMeta { Name = $"router-{address}", Namespace = "shop", Labels = ChildMetadata.Labels(rollout, "router") },
            Status = new PodStatus { Phase = "Running", PodIP = address },
        });
    }

    private static List<string> Arguments(JsonNode container) => [.. container["args"]!.AsArray().Select(each => each!.GetValue<string>())];

    private static List<(string, int)> Backends(Plan<RolloutStatus> plan)
    {
        var map = plan.Children.Select(child => child.Intent).OfType<ConfigMap>().Single(each => each.Data!.ContainsKey("routes.json"));
        var table = JsonSerializer.Deserialize(map.Data!["routes.json"], ContractsJson.Default.RouteTable)!;
        return [.. table.Backends.Select(backend => (backend.Revision, backend.Weight))];
    }
}
