using Slipway.Api.Rollouts;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.ModelVersions.Trash;

namespace Slipway.Operator.Hosting;

/// <summary>What the caches keep of the kinds that grow with the work: what a reconciler reads, and no more.</summary>
/// <remarks>Caveats: an object from such a cache must not be compared with what is wanted, nor written.</remarks>
internal static class CacheShapes
{
    /// <summary>Of the specification, deadline, retries, number of pods and who runs it. The pod template is a JSON tree, many times as large as all else.</summary>
    public static Job Of(Job job) => job.Spec is not { } spec ? job : job with
    {
        Spec = new JobSpec
        {
            ActiveDeadlineSeconds = spec.ActiveDeadlineSeconds, BackoffLimit = spec.BackoffLimit, Completions = spec.Completions, Suspend = spec.Suspend, ManagedBy = spec.ManagedBy,
        },
    };

    /// <summary>Of the specification, what each container runs and how much it may take.</summary>
    public static Pod Of(Pod pod) => pod.Spec is not { } spec ? pod : pod with
    {
        Spec = new PodSpec
        {
            Containers = [.. (spec.Containers ?? []).Select(each => new Container { Name = each.Name, Image = each.Image, Resources = each.Resources })],
        },
    };

    /// <summary>A step's specification is there or not; only the routes of a Rollout are compared with what is wanted, and the trash is read.</summary>
    public static ConfigMap Of(ConfigMap map) => map.ControllerOwner()?.Kind == nameof(Rollout) || TrashedVersion.NameIn(map) is not null ? map : map with { Data = null, BinaryData = null };

    /// <summary>Of a node, what decides which pods go there.</summary>
    public static Node Of(Node node) => node with
    {
        Metadata = new ObjectMeta { Name = node.Metadata.Name, Uid = node.Metadata.Uid, ResourceVersion = node.Metadata.ResourceVersion, Labels = node.Metadata.Labels },
        Status = new NodeStatus { Allocatable = node.Status?.Allocatable },
    };

    /// <summary>The same without the version, which each heartbeat changes.</summary>
    public static Node PlaceOf(Node node) => node with { Metadata = node.Metadata with { ResourceVersion = null } };

    /// <summary>Of a workload of Kueue, how it stands and whose it is; nothing of those that are not of a Job.</summary>
    public static Workload Of(Workload workload)
    {
        var metadata = workload.Metadata;
        var owner = workload.ControllerOwner() is { Kind: nameof(Job) } job ? new[] { job } : null;
        return workload with
        {
            Metadata = new ObjectMeta { Name = metadata.Name, Namespace = metadata.Namespace, Uid = metadata.Uid, ResourceVersion = metadata.ResourceVersion, OwnerReferences = owner },
            Spec = owner is null ? null : workload.Spec,
            Status = owner is null ? null : workload.Status,
        };
    }
}
