using System.Text.Json.Nodes;
using Slipway.Api;
using Slipway.Kubernetes.Resources;
using Slipway.Sandbox.ApiServer.Documents;

namespace Slipway.Bench.Cluster;

/// <summary>The objects of the yarn example as a user sends them, under any name.</summary>
internal static class Manifests
{
    public const string DatasetName = "yarn-clicks";
    public const string FeatureSetName = "yarn-features";

    private static readonly JsonObject Datasets = Load("dataset");
    private static readonly JsonObject FeatureSets = Load("featureset");
    private static readonly JsonObject TrainingJobs = Load("trainingjob");
    private static readonly JsonObject Rollouts = Load("rollout");

    /// <summary>A Dataset.</summary>
    public static DynamicObject Dataset(string place, string name = DatasetName) => Named(Datasets, place, name);

    /// <summary>A FeatureSet of the Dataset of the example's name.</summary>
    public static DynamicObject FeatureSet(string place, string name = FeatureSetName, string dataset = DatasetName) => Named(FeatureSets, place, name, ("dataset", dataset));

    /// <summary>A TrainingJob with a model family of its own.</summary>
    public static DynamicObject TrainingJob(string place, string name, string dataset = DatasetName, string featureSet = FeatureSetName) =>
        Named(TrainingJobs, place, name, ("model", name), ("dataset", dataset), ("featureSet", featureSet));

    /// <summary>A Rollout of the newest version of a model family, with two replicas of everything.</summary>
    public static DynamicObject Rollout(string place, string name)
    {
        var rollout = Named(Rollouts, place, name);
        rollout.Spec!["model"]!["name"] = name;
        rollout.Spec["server"]!["replicas"] = 2;
        rollout.Spec["router"]!["replicas"] = 2;
        return rollout;
    }

    /// <summary>Kinds as they are sent: whole, as a user wrote them.</summary>
    public static ResourceType<DynamicObject> Untyped<T>(ResourceType<T> type) where T : class, IKubernetesObject => type.AsDynamic();

    private static JsonObject Load(string file)
    {
        using var stream = typeof(Manifests).Assembly.GetManifestResourceStream(file)!;
        using var reader = new StreamReader(stream);
        return YamlDocument.ToJson(reader.ReadToEnd())!.AsObject();
    }

    private static DynamicObject Named(JsonObject manifest, string place, string name, params (string Field, string Value)[] fields)
    {
        var copy = manifest.DeepClone().AsObject();
        copy["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = place };
        foreach (var (field, value) in fields) copy["spec"]![field] = value;
        return new DynamicObject(copy);
    }
}
