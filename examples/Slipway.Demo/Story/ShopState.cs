using Slipway.Api;
using Slipway.Api.Datasets;
using Slipway.Api.FeatureSets;
using Slipway.Api.ModelVersions;
using Slipway.Api.Rollouts;
using Slipway.Api.TrainingJobs;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Resources;

namespace Slipway.Demo.Story;

/// <summary>The example's objects as they stand.</summary>
internal sealed record ShopState(
    Dataset? Dataset, FeatureSet? Features, TrainingJob? Training, IReadOnlyList<ModelVersion> Versions, Rollout? Rollout)
{
    public const string Namespace = "yarn-shop";

    public static async Task<ShopState> ReadAsync(IKubernetesClient client, CancellationToken cancellation) => new(
        await client.GetAsync(SlipwayKinds.Dataset, new NamespacedName(Namespace, "yarn-clicks"), cancellation),
        await client.GetAsync(SlipwayKinds.FeatureSet, new NamespacedName(Namespace, "yarn-features"), cancellation),
        await client.GetAsync(SlipwayKinds.TrainingJob, new NamespacedName(Namespace, "yarn-click"), cancellation),
        (await client.ListAsync(SlipwayKinds.ModelVersion, Namespace, new ListOptions(), cancellation)).Items,
        await client.GetAsync(SlipwayKinds.Rollout, new NamespacedName(Namespace, "yarn-click"), cancellation));

    public TrainingRun? Run(string version) => Training?.Status?.Runs?.FirstOrDefault(run => run.Version == version);

    public ModelVersion? Version(string version) => Versions.FirstOrDefault(each => each.Spec.Version == version);

    public RolloutHistoryEntry? History(string version) => Rollout?.Status?.History?.FirstOrDefault(entry => entry.Version == version);

    /// <summary>What the object says of itself.</summary>
    public static string Says(IReadOnlyList<Condition>? conditions) => conditions.Find("Ready")?.Message ?? "";
}
