using Slipway.Api;
using Slipway.Api.Datasets;
using Slipway.Api.FeatureSets;
using Slipway.Api.ModelVersions;
using Slipway.Api.Rollouts;
using Slipway.Api.TrainingJobs;
using Slipway.Contracts.Data;
using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Access;
using Slipway.Operator.FeatureSets;
using Slipway.Operator.Reconciling;
using Slipway.Operator.Steps;
using Slipway.Operator.TrainingJobs.Search;
using Slipway.Operator.Steps.Scheduling;
using Slipway.Operator.TrainingJobs.Drills;
using Slipway.Operator.TrainingJobs.Scheduling;
using Slipway.Operator.TrainingJobs.Triggers;
using Slipway.Operator.Upstream;

namespace Slipway.Operator.TrainingJobs;

/// <summary>Reads the world of a TrainingJob from the caches.</summary>
internal sealed class TrainingJobKind(
    ICache<TrainingJob> trainings, DatasetCatalog datasets, ICache<FeatureSet> featureSets, ICache<ModelVersion> versions, ICache<Rollout> rollouts, StepCaches children,
    SchedulerCaches schedulers, OperatorSettings settings, QueryReader queries, IReadOnlyList<ICache<TrainingJob>> everywhere) : IKind<TrainingJob, TrainingJobStatus>
{
    public bool Manages(TrainingJob resource) => SchedulingFaults.IsOurs(resource);

    public async Task<Plan<TrainingJobStatus>> PlanAsync(TrainingJob resource, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (place, spec) = (resource.Metadata.Namespace!, resource.Spec);
        var dataset = datasets.Find(spec.Dataset, place);
        var features = spec.FeatureSet is null ? null : featureSets.Get(new NamespacedName(place, spec.FeatureSet));
        var sets = (spec.Evaluation.Sets ?? []).Select(set => set.Dataset).Distinct().ToList();
        var found = datasets.Named(sets, place);
        var world = new TrainingJobWorld
        {
            Job = resource,
            Settings = settings,
            Dataset = dataset,
            DatasetNames = dataset is null || found.Count < sets.Count ? datasets.NamesNear(sets.Append(spec.Dataset), place) : [],
            FeatureSet = features,
            FindAnyDataset = datasets.Find,
            FindVersion = (space, name) => versions.Get(new NamespacedName(space, name)),
            JoinedDatasets = datasets.Named((features?.Spec.Joins).Datasets(), place),
            EvaluationSets = found,
            Upstream = ModelFamily.Named(place, UpstreamVersions.Models(features?.Spec.Features), versions, rollouts),
            FeatureSetNames = features is null && spec.FeatureSet is not null ? Names(featureSets, place) : [],
            Rivals = [.. trainings.WithModel(place, spec.Model).Where(other => other.Metadata.Name != resource.Metadata.Name && !other.IsBeingDeleted())],
            Cluster = new ClusterView(() => schedulers.Nodes.List(), () => schedulers.Quotas.List(place)),
            Versions = versions.WithModel(place, spec.Model),
            Rollouts = rollouts.WithModel(place, spec.Model),
            TriggerReadings = await queries.ReadAsync(resource, now, cancellationToken),
            CatchUp = resource.Status?.Pending is null ? CatchUpView.None : CatchUpView.Of(everywhere, resource),
            Children = await children.OfAsync(
                resource, [.. (resource.Status?.Runs ?? []).Where(run => run.State == RunState.Running).Select(run => run.Name), .. DrillDecision.Awaited(resource.Status?.Drill), .. TrialJobs.Awaited(resource.Status)], cancellationToken),
        };
        if (DrillDecision.Wanted(world, now)?.Spec.Provenance?.Run is { } run) world = world with { DrillSpecification = await children.SpecificationAsync(resource, run, cancellationToken) };
        var plan = TrainingJobDecision.Decide(world, now);
        return TrialJobs.NeedNewest(plan) && !await children.IsNewestAsync(SlipwayKinds.TrainingJob, resource, cancellationToken)
            ? plan with { Children = [], Removals = [], RequeueAfter = TimeSpan.FromSeconds(1) }
            : plan;
    }

    // For hints at the right name; nobody asks for one when the name is right.
    private static IReadOnlyList<string> Names<T>(ICache<T> cache, string place) where T : class, IKubernetesObject =>
        [.. cache.List(place).Select(resource => resource.Metadata.Name!)];
}
