using Slipway.Api.Rollouts;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Rollouts.Children;

/// <summary>Names, labels and ports of a Rollout's children.</summary>
internal static class RolloutNames
{
    public const int Port = 8080;
    public const int AdminPort = 8081;
    public const string Predictor = "predictor";
    public const string Router = "router";
    public const string RevisionLabel = "slipway.dev/revision";
    public const string RolloutLabel = "slipway.dev/rollout";
    public const string ComponentLabel = "app.kubernetes.io/component";
    public const string RoutesKey = "routes.json";
    public const string RoutesFolder = "/etc/slipway/routes";
    public const string LookupsKey = "lookups.json";
    public const string LookupsFolder = "/etc/slipway/lookups";

    /// <summary>Name of the router's Deployment.</summary>
    public static string RouterName(this Rollout rollout) => rollout.Metadata.Name + "-router";

    /// <summary>Name of the ConfigMap with the route table.</summary>
    public static string RoutesName(this Rollout rollout) => rollout.Metadata.Name + "-routes";

    /// <summary>Name of the ConfigMap with the lookup table.</summary>
    public static string LookupsName(this Rollout rollout) => rollout.Metadata.Name + "-lookups";

    /// <summary>Whether the object belongs to the component.</summary>
    public static bool IsComponent(this IKubernetesObject resource, string component) => resource.Label(ComponentLabel) == component;
}
