using Slipway.Api.Datasets;
using Slipway.Api.FeatureSets;
using Slipway.Api.ModelVersions;
using Slipway.Api.Rollouts;
using Slipway.Api.TrainingJobs;
using Slipway.Kubernetes.Resources;

namespace Slipway.Api;

/// <summary>The five kinds as resource types of the client.</summary>
public static class SlipwayKinds
{
    /// <summary>Datasets.</summary>
    public static ResourceType<Dataset> Dataset { get; } =
        new(SlipwayApi.Group, SlipwayApi.Version, "datasets", "Dataset", Namespaced: true, ApiJson.Default.Dataset);

    /// <summary>FeatureSets.</summary>
    public static ResourceType<FeatureSet> FeatureSet { get; } =
        new(SlipwayApi.Group, SlipwayApi.Version, "featuresets", "FeatureSet", Namespaced: true, ApiJson.Default.FeatureSet);

    /// <summary>TrainingJobs.</summary>
    public static ResourceType<TrainingJob> TrainingJob { get; } =
        new(SlipwayApi.Group, SlipwayApi.Version, "trainingjobs", "TrainingJob", Namespaced: true, ApiJson.Default.TrainingJob);

    /// <summary>ModelVersions.</summary>
    public static ResourceType<ModelVersion> ModelVersion { get; } =
        new(SlipwayApi.Group, SlipwayApi.Version, "modelversions", "ModelVersion", Namespaced: true, ApiJson.Default.ModelVersion);

    /// <summary>Rollouts.</summary>
    public static ResourceType<Rollout> Rollout { get; } =
        new(SlipwayApi.Group, SlipwayApi.Version, "rollouts", "Rollout", Namespaced: true, ApiJson.Default.Rollout);
}
