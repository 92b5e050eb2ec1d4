using System.Text.Json;
using Slipway.Api;
using Slipway.Api.Datasets;
using Slipway.Api.FeatureSets;
using Slipway.Api.ModelVersions;
using Slipway.Api.Rollouts;
using Slipway.Api.TrainingJobs;
using Slipway.Contracts.Data;
using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Controllers;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Access;
using Slipway.Operator.Datasets;
using Slipway.Operator.FeatureSets;
using Slipway.Operator.ModelVersions;
using Slipway.Operator.ModelVersions.Protection;
using Slipway.Operator.ModelVersions.Retention;
using Slipway.Operator.ModelVersions.Trash;
using Slipway.Operator.Reconciling;
using Slipway.Operator.Rollouts;
using Slipway.Operator.Rollouts.Children;
using Slipway.Operator.Steps;
using Slipway.Operator.Steps.Scheduling;
using Slipway.Operator.TrainingJobs;
using Slipway.Operator.TrainingJobs.Triggers;

namespace Slipway.Operator.Hosting;

/// <summary>The controllers of one scope, one for each kind and two for what becomes of models: which changes concern which objects.</summary>
/// <param name="informers">What the operator reads of this scope.</param>
/// <param name="everywhere">What it reads of all scopes: datasets can be read from other namespaces.</param>
/// <param name="parts">What the controllers share.</param>
internal sealed class OperatorControllers(OperatorInformers informers, IReadOnlyList<OperatorInformers> everywhere, ControllerParts parts)
{
    private readonly DatasetCatalog catalog = new(everywhere);
    private readonly StepCaches steps = new(parts.Client, informers.Jobs.Cache, informers.ConfigMaps.Cache, informers.Services.Cache, informers.Pods.Cache, Schedulers(informers));

    private readonly VersionUses uses = new(informers.ModelVersions.Cache, informers.Rollouts.Cache, informers.TrainingJobs.Cache);
    private readonly TrashParts trash = new(parts.Client, parts.Events, parts.Settings.TrashRetention);

    public IReadOnlyList<Controller> All() => [Datasets(), FeatureSets(), TrainingJobs(), ModelVersions(), Retention(), Trash(), Rollouts()];

    private Controller Datasets()
    {
        var kind = new DatasetKind(catalog, steps, parts.Client, parts.Settings);
        var controller = parts.Controller("dataset", informers.Datasets, SlipwayKinds.Dataset, kind);
        WatchSteps(controller, SlipwayKinds.Dataset);
        // What reads a dataset follows its versions; what has read it keeps its old ones from being collected, and is on its list.
        foreach (var scope in everywhere)
        {
            controller
                .Watches(scope.Datasets, parent => Keys(informers.Datasets.Cache.WithDataset(parent.Metadata.Namespace, parent.Metadata.Name!)))
                .Watches(scope.Datasets, reader => Named(reader, DatasetReads.Of(reader.Spec).Concat((reader.Status?.LastSnapshot?.Reads ?? []).Select(read => read.Dataset))))
                .Watches(scope.FeatureSets, reader => Named(reader, (reader.Status?.Backfill?.Reads ?? []).Select(read => read.Dataset)))
                .Watches(scope.TrainingJobs, reader => Named(reader, (reader.Status?.Runs ?? []).SelectMany(run => Pins.All(run.Dataset, run.JoinedDatasets, run.EvaluationSets)).Select(pin => pin.Name)), UseChanged)
                .Watches(scope.ModelVersions, model => Named(model, CacheIndex.LearnedFrom(model).Concat((model.Status?.Import?.Reads ?? []).Select(read => read.Dataset))));
        }

        return controller;
    }

    private Controller FeatureSets()
    {
        var kind = new FeatureSetKind(
            catalog, informers.FeatureSets.Cache, informers.TrainingJobs.Cache, informers.ModelVersions.Cache, informers.Rollouts.Cache, steps, parts.Settings);
        var controller = parts.Controller("featureset", informers.FeatureSets, SlipwayKinds.FeatureSet, kind);
        WatchSteps(controller, SlipwayKinds.FeatureSet);
        foreach (var scope in everywhere) controller.Watches(scope.Datasets, dataset => Keys(informers.FeatureSets.Cache.WithDataset(dataset.Metadata.Namespace, dataset.Metadata.Name!)));
        return controller
            .Watches(informers.TrainingJobs, job => job.Spec.FeatureSet is { } name ? [new NamespacedName(job.Metadata.Namespace!, name)] : [], SpecChanged)
            .Watches(informers.Rollouts, rollout => Keys(informers.FeatureSets.Cache.WithUpstream(rollout.Metadata.Namespace, rollout.Spec.Model.Name)))
            .Watches(informers.ModelVersions, version =>
            [
                .. Keys(informers.FeatureSets.Cache.WithUpstream(version.Metadata.Namespace, version.Spec.Model)),
                .. version.Spec.Provenance?.FeatureSet is { } name ? new[] { new NamespacedName(version.Metadata.Namespace!, name) } : [],
            ]);
    }

    private Controller TrainingJobs()
    {
        var trainings = informers.TrainingJobs.Cache;
        var kind = new TrainingJobKind(
            trainings, catalog, informers.FeatureSets.Cache, informers.ModelVersions.Cache, informers.Rollouts.Cache, steps, Schedulers(informers), parts.Settings,
            new QueryReader(parts.Prometheus, parts.Settings.Prometheus), [.. everywhere.Select(scope => scope.TrainingJobs.Cache)]);
        var controller = parts.Controller("trainingjob", informers.TrainingJobs, SlipwayKinds.TrainingJob, kind);
        WatchSteps(controller, SlipwayKinds.TrainingJob);
        foreach (var scope in everywhere) controller.Watches(scope.Datasets, dataset => Keys(ReadersOf(dataset)));
        return controller
            .Watches(informers.Nodes, _ => Keys(trainings.WithoutPlace(null)), PlaceChanged)
            .Watches(informers.Quotas, quota => Keys(trainings.WithoutPlace(quota.Metadata.Namespace)))
            .Watches(informers.FeatureSets, features => Keys(trainings.WithFeatureSet(features.Metadata.Namespace, features.Metadata.Name!)))
            .Watches(informers.ModelVersions, version => Keys(trainings.WithModel(version.Metadata.Namespace, version.Spec.Model).Concat(ReadersOf(version))))
            .Watches(informers.TrainingJobs, other => Keys(
                trainings.WithModel(other.Metadata.Namespace, other.Spec.Model).Where(job => job.Metadata.Name != other.Metadata.Name)), SpecChanged);
    }

    // How a run goes on says nothing to those that share no more than its family or its features.
    private static bool SpecChanged(InformerEvent<TrainingJob> change) => change.Type != InformerEventType.Updated || change.IsInitialOrResync
        || change.Old?.Metadata.Generation != change.Object.Metadata.Generation || change.Old?.IsBeingDeleted() != change.Object.IsBeingDeleted();

    // Those that learn from the dataset, and those whose features join it.
    private IEnumerable<TrainingJob> ReadersOf(Dataset dataset) => informers.TrainingJobs.Cache.WithDataset(dataset.Metadata.Namespace, dataset.Metadata.Name!)
        .Concat(informers.FeatureSets.Cache.WithDataset(dataset.Metadata.Namespace, dataset.Metadata.Name!)
            .SelectMany(features => informers.TrainingJobs.Cache.WithFeatureSet(features.Metadata.Namespace, features.Metadata.Name!)))
        .DistinctBy(job => job.Metadata.Uid);

    // A run waits until the model whose predictions it reads has a version.
    private IEnumerable<TrainingJob> ReadersOf(ModelVersion version) => informers.FeatureSets.Cache.WithUpstream(version.Metadata.Namespace, version.Spec.Model)
        .SelectMany(features => informers.TrainingJobs.Cache.WithFeatureSet(features.Metadata.Namespace, features.Metadata.Name!));

    private Controller ModelVersions()
    {
        var versions = informers.ModelVersions.Cache;
        var kind = new ModelVersionKind(versions, informers.Rollouts.Cache, informers.TrainingJobs.Cache, informers.ConfigMaps.Cache, catalog, steps, parts.Settings);
        var controller = parts.Controller("modelversion", informers.ModelVersions, SlipwayKinds.ModelVersion, kind, pass => new VersionLifecycle(pass, uses, trash));
        WatchSteps(controller, SlipwayKinds.ModelVersion);
        foreach (var scope in everywhere)
        {
            controller.Watches(scope.Datasets, dataset => Keys(versions.TrainedOn(dataset.Metadata.Namespace, dataset.Metadata.Name!)
                .Concat(versions.ImportedTo(dataset.Metadata.Namespace, dataset.Metadata.Name!))));
        }

        return controller
            .Watches(informers.ModelVersions, version =>
            [
                .. Keys(versions.WithUpstream(version.Metadata.Namespace, version.Spec.Model)),
                .. Keys(versions.WithAliases(version.Metadata.Namespace, version.Spec.Model)),
                .. (version.Spec.Provenance?.Upstream ?? []).Select(upstream => new NamespacedName(version.Metadata.Namespace!, VersionRecord.NameOf(upstream.Model, upstream.Version))),
            ])
            // Who may approve is said there.
            .Watches(informers.TrainingJobs, job => Keys(versions.WithModel(job.Metadata.Namespace, job.Spec.Model)), ApprovalChanged)
            .Watches(informers.Rollouts, rollout =>
            [
                .. Keys(versions.WithUpstream(rollout.Metadata.Namespace, rollout.Spec.Model.Name)),
                .. new[] { rollout.Status?.Stable, rollout.Status?.Candidate }.OfType<RevisionStatus>().Select(revision => new NamespacedName(rollout.Metadata.Namespace!, revision.ModelVersion)),
            ]);
    }

    private Controller Retention()
    {
        var trainings = informers.TrainingJobs.Cache;
        return parts.Controller("modelretention", new RetentionReconciler(trainings, uses, trash, parts.Time))
            .Watches(informers.TrainingJobs, job => Keys(trainings.WithModel(job.Metadata.Namespace, job.Spec.Model)), RetentionChanged)
            // A version whose predictions another read is free when that one goes.
            .Watches(informers.ModelVersions, version => Keys((version.Spec.Provenance?.Upstream ?? []).Select(upstream => upstream.Model).Append(version.Spec.Model).Distinct()
                .SelectMany(model => trainings.WithModel(version.Metadata.Namespace, model)).Where(job => job.Spec.Registry?.Retention is not null)))
            .Watches(informers.Rollouts, rollout => Keys(trainings.WithModel(rollout.Metadata.Namespace, rollout.Spec.Model.Name).Where(job => job.Spec.Registry?.Retention is not null)));
    }

    private Controller Trash()
    {
        var maps = informers.ConfigMaps.Cache;
        return parts.Controller("modeltrash", new TrashReconciler(maps, informers.ModelVersions.Cache, steps, parts.Settings, trash, parts.Time))
            .Watches(informers.ConfigMaps, map => TrashedVersion.NameIn(map) is null ? [] : [map.Key()])
            .Owns(informers.Jobs, BuiltIn.ConfigMaps)
            .Watches(informers.Pods, pod => OwnerOf(pod, "ConfigMap"))
            .Watches(informers.ModelVersions, version => Keys(maps.Trashed(version.Metadata.Namespace, ChildMetadata.LabelValue(version.Metadata.Name!))));
    }

    private static bool ApprovalChanged(InformerEvent<TrainingJob> change) =>
        change.Old?.Spec.Registry is var old && change.Object.Spec.Registry is var now
        && (old?.Approvals != now?.Approvals || !(old?.Approvers ?? []).SequenceEqual(now?.Approvers ?? []) || (change.Type == InformerEventType.Deleted && now is not null));

    private static bool RetentionChanged(InformerEvent<TrainingJob> change) =>
        change.IsInitialOrResync || change.Type == InformerEventType.Deleted || change.Old?.Spec.Registry?.Retention != change.Object.Spec.Registry?.Retention;

    private Controller Rollouts()
    {
        var caches = new RolloutCaches(
            informers.ModelVersions.Cache, informers.Datasets.Cache, informers.Deployments.Cache, informers.Services.Cache, informers.ConfigMaps.Cache,
            informers.Budgets.Cache, informers.Pods.Cache);
        var kind = new RolloutKind(caches, parts.Routers, parts.Predictors, parts.Evidence, parts.RolloutOptions);
        return parts.Controller("rollout", informers.Rollouts, SlipwayKinds.Rollout, kind)
            .Owns(informers.Deployments, SlipwayKinds.Rollout)
            .Owns(informers.Services, SlipwayKinds.Rollout)
            .Owns(informers.ConfigMaps, SlipwayKinds.Rollout)
            .Owns(informers.Budgets, SlipwayKinds.Rollout)
            .Watches(informers.Pods, pod => pod.Label(RolloutNames.RolloutLabel) is { } label
                ? Keys(informers.Rollouts.Cache.WithRolloutLabel(pod.Metadata.Namespace, label))
                : [])
            .Watches(informers.ModelVersions, version => Keys(informers.Rollouts.Cache.WithModel(version.Metadata.Namespace, version.Spec.Model)))
            .Watches(informers.Datasets, dataset => Keys(informers.ModelVersions.Cache.WithDataset(dataset.Metadata.Namespace, dataset.Metadata.Name!)
                .SelectMany(version => informers.Rollouts.Cache.WithModel(version.Metadata.Namespace, version.Spec.Model)).Distinct()));
    }

    private void WatchSteps<T>(Controller controller, ResourceType<T> owner) where T : class, IKubernetesObject => controller
        .Owns(informers.Jobs, owner)
        .Owns(informers.ConfigMaps, owner)
        .Owns(informers.Services, owner)
        .Owns(informers.PodGroups, owner)
        .Watches(informers.Workloads, workload => OwnerOf(workload, owner.Kind))
        .Watches(informers.OldWorkloads, workload => OwnerOf(workload, owner.Kind))
        .Watches(informers.Refusals, refusal => refusal.InvolvedObject is { Name: { } job } ? OwnerOf(new NamespacedName(refusal.Metadata.Namespace!, job), owner.Kind) : [])
        .Watches(informers.Pods, pod => OwnerOf(pod, owner.Kind));

    // A pod, or what Kueue keeps, belongs to a Job, and the Job to an object of the kind.
    private IEnumerable<NamespacedName> OwnerOf(IKubernetesObject part, string kind) =>
        part.ControllerOwner() is { Kind: "Job" } job ? OwnerOf(new NamespacedName(part.Metadata.Namespace!, job.Name), kind) : [];

    private IEnumerable<NamespacedName> OwnerOf(NamespacedName job, string kind) =>
        informers.Jobs.Cache.Get(job)?.ControllerOwner() is { } owner && owner.Kind == kind ? [new NamespacedName(job.Namespace, owner.Name)] : [];

    private static SchedulerCaches Schedulers(OperatorInformers informers) => new(
        [informers.Workloads.Cache, informers.OldWorkloads.Cache], informers.PodGroups.Cache, informers.Refusals.Cache, informers.Nodes.Cache, informers.Quotas.Cache);

    // A node says that it is alive every few minutes; that is no news to pods that wait for a place.
    private static bool PlaceChanged(InformerEvent<Node> change) =>
        change.Old is not { } old || change.Type != InformerEventType.Updated || JsonSerializer.Serialize(CacheShapes.PlaceOf(old), KubernetesJson.Default.Node) != JsonSerializer.Serialize(CacheShapes.PlaceOf(change.Object), KubernetesJson.Default.Node);

    // How far a run has come says nothing to the dataset that it reads; that it begins, ends or is listed no longer does.
    private static bool UseChanged(InformerEvent<TrainingJob> change) =>
        change.Type != InformerEventType.Updated || ReferenceEquals(change.Old, change.Object) || !Uses(change.Old).SequenceEqual(Uses(change.Object));

    private static IEnumerable<(string Name, RunState State)> Uses(TrainingJob? job) => (job?.Status?.Runs ?? []).Select(run => (run.Name, run.State));

    private static IEnumerable<NamespacedName> Named(IKubernetesObject by, IEnumerable<string> references) =>
        [.. references.Select(reference => DatasetName.Parse(reference, by.Metadata.Namespace!)).Distinct().Select(name => new NamespacedName(name.Namespace, name.Name))];

    private static IEnumerable<NamespacedName> Keys<T>(IEnumerable<T> resources) where T : IKubernetesObject => [.. resources.Select(resource => resource.Key())];
}
