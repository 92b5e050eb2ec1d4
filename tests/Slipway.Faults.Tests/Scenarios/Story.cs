using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Api;
using Slipway.Api.Datasets;
using Slipway.Api.ModelVersions;
using Slipway.Api.Rollouts;
using Slipway.Api.TrainingJobs;
using Slipway.Api.TrainingJobs.Drills;
using Slipway.Api.TrainingJobs.Triggers;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Training;
using Slipway.Faults.Tests.Rules;
using Slipway.Faults.Tests.World;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Patching;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Tests.Support;
using Slipway.Sandbox.ApiServer.Documents;

namespace Slipway.Faults.Tests.Scenarios;

/// <summary>Steps of which stories are made.</summary>
internal static class Story
{
    public static UserStep Create<T>(ResourceType<T> type, T resource, Func<SimulatedUsers, bool>? when = null) where T : KubernetesObject =>
        new($"creates {type.Kind} {resource.Metadata.Name}",
            users => AtOnce.Do(users.Client.CreateAsync(type, Samples.ToSend(resource, InlineServer.Place), null, CancellationToken.None)),
            users => users.Find(type.Plural, resource.Metadata.Name!) is null && when?.Invoke(users) != false);

    public static UserStep Change<T>(ResourceType<T> type, string name, string spec, Func<SimulatedUsers, bool>? when = null) where T : class, IKubernetesObject =>
        new($"changes {type.Kind} {name} to {spec}", users => Merge(users, type, name, new JsonObject { ["spec"] = JsonNode.Parse(spec) }), when);

    /// <summary>Asks for one more try, as the messages of failures advise.</summary>
    public static UserStep Refresh<T>(ResourceType<T> type, string name, string value) where T : class, IKubernetesObject =>
        new($"refreshes {type.Kind} {name}", users => Merge(
            users, type, name, new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [SlipwayApi.RefreshAnnotation] = value } } }));

    public static UserStep Delete<T>(ResourceType<T> type, string name, PropagationPolicy policy = PropagationPolicy.Background, Func<SimulatedUsers, bool>? when = null) where T : class, IKubernetesObject =>
        new($"deletes {type.Kind} {name}", users => AtOnce.Do(users.Client.DeleteAsync(
            type, new NamespacedName(InlineServer.Place, name), new DeleteOptions { Propagation = policy }, CancellationToken.None)), when);

    /// <summary>A Job of this name has a pod that runs.</summary>
    public static Func<SimulatedUsers, bool> Runs(string job) => users => users.Find("pods", $"{job}-0-0")?.Json.TextAt("status", "phase") == "Running";

    /// <summary>The snapshot of a dataset has a pod that runs.</summary>
    public static Func<SimulatedUsers, bool> Snapshots(string dataset) =>
        users => users.Find("datasets", dataset)?.Json.TextAt("status", "lastSnapshot", "job") is { } job && Runs(job)(users);

    /// <summary>A Job of this name is there.</summary>
    public static Func<SimulatedUsers, bool> Collects(string job) => users => users.Find("jobs", job) is not null;

    /// <summary>The condition Ready of an object gives this reason.</summary>
    public static Func<SimulatedUsers, bool> Says(string plural, string name, string reason) =>
        users => users.Find(plural, name).Condition("Ready")?.TextAt("reason") == reason;

    /// <summary>A candidate gets traffic.</summary>
    public static bool IsCanaried(SimulatedUsers users) => users.Find("rollouts", "clicks")?.Json.IntegerAt("status", "stepIndex") is not null;

    /// <summary>The first drill has a Job.</summary>
    public static bool DrillBegins(SimulatedUsers users) => users.Find("jobs", "click-model-drill-1") is not null;

    /// <summary>A drill has made the version of the present configuration once more.</summary>
    public static bool HasDrilled(SimulatedUsers users) => users.Find("trainingjobs", "click-model")?.Json is { } job
        && job.IntegerAt("status", "observedGeneration") == job.IntegerAt("metadata", "generation") && job.TextAt("status", "phase") == "Succeeded"
        && job.At("status", "drill", "run") is JsonObject run && run.TextAt("state") == "Passed" && run.TextAt("modelVersion") == job.TextAt("status", "latestVersion");

    /// <summary>A TrainingJob with a drill every ten minutes, and triggers that all hold still.</summary>
    public static TrainingJob Drilled { get; } = Samples.Training() with
    {
        Spec = Samples.Training().Spec with
        {
            Drill = new Drill { Schedule = "*/10 * * * *" },
            Triggers = [new Trigger { Name = "nightly", Schedule = new ScheduleTrigger { Cron = "0 3 * * *" } }, new Trigger { Name = "rows", Volume = new VolumeTrigger { MinRows = 10 } }],
        },
    };

    public static Dataset Raw { get; } = Samples.Clicks("raw");

    /// <summary>A dataset that is made from another by SQL.</summary>
    public static Dataset Derived { get; } = Samples.Clicks() with
    {
        Spec = Samples.Clicks().Spec with { Source = new DataSource { Datasets = ["raw"], Sql = "SELECT * FROM raw" } },
    };

    /// <summary>A TrainingJob that searches for eta in four trials.</summary>
    public static TrainingJob Searching(SearchAlgorithm algorithm, int parallel, TrialEarlyStopping stopping)
    {
        var job = Samples.Training();
        return job with
        {
            Spec = job.Spec with
            {
                Hyperparameters = null,
                Search = new SearchSpec
                {
                    Algorithm = algorithm, MaxTrialCount = 4, ParallelTrialCount = parallel, EarlyStopping = stopping, Objectives = [new SearchObjective { Metric = "roc_auc", Type = ObjectiveType.Maximize }],
                    Parameters = [new SearchParameter { Name = "eta", Type = ParameterType.Double, Min = 0.01, Max = 1 }],
                },
            },
        };
    }

    /// <summary>A training with two workers that start together.</summary>
    public static TrainingJob Gang { get; } = Samples.Training() with
    {
        Spec = Samples.Training().Spec with { Trainer = new Trainer { Image = "example.com/torch:1" }, Workers = 2, PodGroupPolicy = new PodGroupPolicy { Volcano = new VolcanoPolicy() } },
    };

    public static ModelVersion Version(string version, char digit) => Samples.Version(version) with
    {
        Spec = Samples.Version(version).Spec with { Artifact = Samples.Artifact(digit) },
    };

    public static Rollout Rollout(int replicas = 1) => new()
    {
        Metadata = new ObjectMeta { Name = "clicks" },
        Spec = new RolloutSpec
        {
            Owner = "shop",
            Model = new ModelSelector { Name = "clicks" },
            Server = new ServerSpec { Replicas = replicas },
            Router = new RouterSpec { Replicas = replicas },
            Strategy = new RolloutStrategy
            {
                Canary = new CanaryStrategy
                {
                    Steps = [.. new[] { 10, 50, 100 }.Select(weight => new CanaryStep { SetWeight = weight, Pause = Duration.Parse("30s") })],
                },
            },
            Analysis = new Analysis { Interval = Duration.Parse("10s") },
        },
    };

    private static void Merge<T>(SimulatedUsers users, ResourceType<T> type, string name, JsonObject change) where T : class, IKubernetesObject =>
        AtOnce.Do(users.Client.PatchAsync(type, new NamespacedName(InlineServer.Place, name), Patch.Merge(change), null, CancellationToken.None));
}
