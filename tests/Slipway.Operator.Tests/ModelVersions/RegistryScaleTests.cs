using Slipway.Api.FeatureSets;
using Slipway.Api.ModelVersions;
using Slipway.Api.Rollouts;
using Slipway.Api.TrainingJobs;
using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Access;
using Slipway.Operator.ModelVersions;
using Slipway.Operator.ModelVersions.Protection;
using Slipway.Operator.ModelVersions.Retention;
using Slipway.Operator.Reconciling;
using Slipway.Operator.Steps;
using Slipway.Operator.Steps.Scheduling;
using Slipway.Operator.Tests.Support;
using Slipway.Operator.TrainingJobs;
using Slipway.Operator.TrainingJobs.Triggers;

namespace Slipway.Operator.Tests.ModelVersions;

/// <summary>Thousands of models beside one: what a pass looks at does not grow with them.</summary>
[Trait("Capability", "M7")]
public sealed class RegistryScaleTests
{
    /// <summary>The number of objects that caches hand out is counted, so that the test does not depend on the speed of the machine.</summary>
    [Fact]
    public async Task What_is_looked_at_does_not_grow_with_the_versions_of_other_families()
    {
        var few = await VisitedAsync(10);
        var many = await VisitedAsync(5000);
        many.ShouldBe(few, "of a pass over a TrainingJob and one over a ModelVersion, of what admission asks, and of retention");
        many.Values.Sum().ShouldBeLessThan(100);
    }

    [Fact]
    public void Another_namespace_sees_nothing_of_them()
    {
        var shop = Shop(200, out var versions, out var rollouts, out var trainings);
        var uses = new VersionUses(versions, rollouts, trainings);
        var elsewhere = shop with { Metadata = shop.Metadata with { Namespace = "partner-2" }, Status = null };
        uses.Of(elsewhere).ShouldBeEmpty("aliases, rollouts and readers of another namespace are none of its business");
        uses.Kept(elsewhere, Samples.Now).ShouldBeNull();
        uses.Of(shop).Count.ShouldBe(2);
        versions.WithModel("partner-2", "clicks").ShouldBeEmpty();
    }

    private static async Task<Dictionary<string, int>> VisitedAsync(int others)
    {
        var own = Shop(others, out var versions, out var rollouts, out var trainings);
        var uses = new VersionUses(versions, rollouts, trainings);
        var visited = new Dictionary<string, int>();
        var (datasets, features, maps, jobs) = (new DatasetCatalog([]), Empty<FeatureSet>(), Empty<ConfigMap>(CacheIndex.OfConfigMaps), Empty<Job>());
        var schedulers = new SchedulerCaches([], Empty<PodGroup>(), Empty<Event>(CacheIndex.OfEvents), Empty<Node>(), Empty<ResourceQuota>());
        var steps = new StepCaches(null!, jobs, maps, Empty<Service>(), Empty<Pod>(), schedulers);
        await CountAsync("pass over the TrainingJob", () => new TrainingJobKind(trainings, datasets, features, versions, rollouts, steps, schedulers, Samples.Settings, new QueryReader(null!, new Uri("http://prometheus:9090/")), []).PlanAsync(trainings.All[0], Samples.Now, default));
        await CountAsync("pass over the ModelVersion", () => new ModelVersionKind(versions, rollouts, trainings, maps, datasets, steps, Samples.Settings).PlanAsync(own, Samples.Now, default));
        Count("uses", () => uses.Of(own).Count.ShouldBe(2));
        Count("kept", () => uses.Kept(own, Samples.Now).ShouldNotBeNull());
        Count("family", () => versions.WithModel("shop", "clicks").Count.ShouldBe(3));
        Count("expired", () => ExpiredVersions.Of(versions.WithModel("shop", "clicks"), new VersionRetention { Versions = 1 }, Samples.Now).Count().ShouldBe(2));
        Count("approvers", () => Operator.ModelVersions.History.Approval.Approvers(own, trainings.WithModel("shop", "clicks")).ShouldBe(["ada"]));
        return visited;

        void Count(string question, Action ask) => CountAsync(question, () =>
        {
            ask();
            return Task.CompletedTask;
        }).GetAwaiter().GetResult();

        async Task CountAsync(string question, Func<Task> ask)
        {
            var before = versions.Handed + rollouts.Handed + trainings.Handed;
            await ask();
            visited[question] = versions.Handed + rollouts.Handed + trainings.Handed - before;
        }
    }

    private static CountingCache<T> Empty<T>(IReadOnlyDictionary<string, Func<T, IEnumerable<string>>>? indexes = null) where T : class, IKubernetesObject =>
        new(indexes ?? new Dictionary<string, Func<T, IEnumerable<string>>>(), []);

    private static ModelVersion Shop(int others, out CountingCache<ModelVersion> versions, out CountingCache<Rollout> rollouts, out CountingCache<TrainingJob> trainings)
    {
        var decisions = new[] { new AcceptedDecision { Action = DecisionAction.SetAlias, Alias = "champion", By = "ada", At = Samples.Now } };
        var own = Samples.Version("v3") with { Status = new ModelVersionStatus { Decisions = decisions } };
        versions = new(CacheIndex.OfModelVersions, [Samples.Version("v1"), Samples.Version("v2"), own, .. Enumerable.Range(0, others).Select(number => Other(number, decisions))]);
        rollouts = new(CacheIndex.OfRollouts, [Serving("clicks", "clicks-v3"), .. Enumerable.Range(0, others).Select(number => Serving($"m{number}", $"m{number}-v1"))]);
        var policy = new RegistryPolicy { Approvers = ["ada"], Retention = new VersionRetention { Versions = 3 } };
        var job = Samples.Training() with { Spec = Samples.Training().Spec with { Registry = policy } };
        trainings = new(CacheIndex.OfTrainingJobs, [job, .. Enumerable.Range(0, others).Select(number => job with { Metadata = Samples.Meta($"m{number}"), Spec = job.Spec with { Model = $"m{number}" } })]);
        return own;
    }

    private static ModelVersion Other(int number, IReadOnlyList<AcceptedDecision> decisions) => Samples.Version() with
    {
        Metadata = Samples.Meta($"m{number}-v1"), Spec = Samples.Version().Spec with { Model = $"m{number}" }, Status = new ModelVersionStatus { Decisions = decisions },
    };

    private static Rollout Serving(string model, string version) => new()
    {
        Metadata = Samples.Meta(model), Spec = new RolloutSpec { Owner = "shop", Model = new ModelSelector { Name = model } },
        Status = new RolloutStatus { Stable = new RevisionStatus { Name = model, ModelVersion = version, Version = "v1", Digest = Samples.Digest('a') } },
    };

    /// <summary>Files objects as the informers do, and counts those that it hands out.</summary>
    private sealed class CountingCache<T> : ICache<T> where T : class, IKubernetesObject
    {
        private readonly IReadOnlyList<T> all;
        private readonly Dictionary<string, ILookup<string, T>> indexes;

        public CountingCache(IReadOnlyDictionary<string, Func<T, IEnumerable<string>>> indexes, IReadOnlyList<T> all)
        {
            this.all = all;
            this.indexes = indexes.ToDictionary(index => index.Key, index => all.SelectMany(each => index.Value(each).Select(value => (value, each))).ToLookup(each => each.value, each => each.each));
        }

        public IReadOnlyList<T> All => all;

        public int Handed { get; private set; }

        public T? Get(NamespacedName key) => Hand([.. all.Where(each => each.Key() == key).Take(1)]) is [var found] ? found : null;

        public IReadOnlyList<T> List(string? @namespace = null) => Hand([.. all.Where(each => @namespace is null || each.Metadata.Namespace == @namespace)]);

        public IReadOnlyList<T> ByIndex(string index, string value) => Hand([.. indexes[index][value]]);

        public IReadOnlyList<T> OwnedBy(string ownerUid) => Hand([.. all.Where(each => each.Metadata.OwnerReferences?.Any(owner => owner.Uid == ownerUid) == true)]);

        private IReadOnlyList<T> Hand(IReadOnlyList<T> objects)
        {
            Handed += objects.Count;
            return objects;
        }
    }
}
