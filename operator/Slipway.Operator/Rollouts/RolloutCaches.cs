using Slipway.Api.Datasets;
using Slipway.Api.ModelVersions;
using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Rollouts;

/// <summary>What the Rollout controller reads.</summary>
internal sealed record RolloutCaches(
    ICache<ModelVersion> Versions,
    ICache<Dataset> Datasets,
    ICache<Deployment> Deployments,
    ICache<Service> Services,
    ICache<ConfigMap> ConfigMaps,
    ICache<PodDisruptionBudget> Budgets,
    ICache<Pod> Pods);
