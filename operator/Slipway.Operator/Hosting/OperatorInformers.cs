using Slipway.Api;
using Slipway.Api.Datasets;
using Slipway.Api.FeatureSets;
using Slipway.Api.ModelVersions;
using Slipway.Api.Rollouts;
using Slipway.Api.TrainingJobs;
using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Controllers;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Reconciling;

namespace Slipway.Operator.Hosting;

/// <summary>One informer per kind that the operator reads; of the built-in kinds only what the operator made itself.</summary>
internal sealed class OperatorInformers
{
    public OperatorInformers(WriteRecordingClient client, string? place, ILoggerFactory loggers, TimeProvider time, Random random, ClusterInformers cluster)
    {
        Place = place;
        Datasets = Of(SlipwayKinds.Dataset, selector: null, CacheIndex.OfDatasets);
        FeatureSets = Of(SlipwayKinds.FeatureSet, selector: null, CacheIndex.OfFeatureSets);
        TrainingJobs = Of(SlipwayKinds.TrainingJob, selector: null, CacheIndex.OfTrainingJobs);
        ModelVersions = Of(SlipwayKinds.ModelVersion, selector: null, CacheIndex.OfModelVersions);
        Rollouts = Of(SlipwayKinds.Rollout, selector: null, CacheIndex.OfRollouts);
        Jobs = Of(BuiltIn.Jobs, ChildMetadata.ManagedBySelector, keep: CacheShapes.Of);
        ConfigMaps = Of(BuiltIn.ConfigMaps, ChildMetadata.ManagedBySelector, CacheIndex.OfConfigMaps, keep: CacheShapes.Of);
        Services = Of(BuiltIn.Services, ChildMetadata.ManagedBySelector);
        Deployments = Of(BuiltIn.Deployments, ChildMetadata.ManagedBySelector);
        Budgets = Of(BuiltIn.PodDisruptionBudgets, ChildMetadata.ManagedBySelector, optional: true);
        Pods = Of(BuiltIn.Pods, ChildMetadata.ManagedBySelector, CacheIndex.OfPods, keep: CacheShapes.Of);
        Quotas = Of(BuiltIn.ResourceQuotas, selector: null);
        PodGroups = Of(SchedulerKinds.PodGroups, ChildMetadata.ManagedBySelector, optional: true);
        Workloads = Of(SchedulerKinds.Workloads, selector: null, optional: true, keep: CacheShapes.Of);
        OldWorkloads = Of(SchedulerKinds.OldWorkloads, selector: null, optional: true, keep: CacheShapes.Of);
        Refusals = Of(BuiltIn.Events, selector: null, CacheIndex.OfEvents, fields: "involvedObject.kind=Job,reason=FailedCreate");
        Nodes = cluster.Nodes;

        Informer<T> Of<T>(
            ResourceType<T> type, string? selector, IReadOnlyDictionary<string, Func<T, IEnumerable<string>>>? indexes = null, bool optional = false, Func<T, T>? keep = null, string? fields = null)
            where T : class, IKubernetesObject
        {
            var options = new InformerOptions<T> { Namespace = place, LabelSelector = selector, FieldSelector = fields, IsOptional = optional, Transform = keep, Time = time, Random = random };
            if (indexes is not null) options = options with { Indexes = indexes };
            var informer = new Informer<T>(client, type, options, loggers.CreateLogger<Informer<T>>());
            client.Record(informer);
            return informer;
        }
    }

    /// <summary>The namespace; null for all.</summary>
    public string? Place { get; }

    public Informer<Dataset> Datasets { get; }

    public Informer<FeatureSet> FeatureSets { get; }

    public Informer<TrainingJob> TrainingJobs { get; }

    public Informer<ModelVersion> ModelVersions { get; }

    public Informer<Rollout> Rollouts { get; }

    public Informer<Job> Jobs { get; }

    public Informer<ConfigMap> ConfigMaps { get; }

    public Informer<Service> Services { get; }

    public Informer<Deployment> Deployments { get; }

    public Informer<PodDisruptionBudget> Budgets { get; }

    public Informer<Pod> Pods { get; }

    public Informer<ResourceQuota> Quotas { get; }

    public Informer<PodGroup> PodGroups { get; }

    public Informer<Workload> Workloads { get; }

    public Informer<Workload> OldWorkloads { get; }

    /// <summary>Events of Jobs whose pods were refused.</summary>
    public Informer<Event> Refusals { get; }

    /// <summary>The nodes, which all scopes share.</summary>
    public Informer<Node> Nodes { get; }
}
