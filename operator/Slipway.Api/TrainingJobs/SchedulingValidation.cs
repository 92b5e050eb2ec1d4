using Slipway.Api.Validation;

namespace Slipway.Api.TrainingJobs;

/// <summary>Whether what is asked of schedulers and queues goes together.</summary>
internal static class SchedulingValidation
{
    public static void Check(TrainingJobSpec spec, FieldErrors errors)
    {
        PlacementValidation.Check(spec.Placement, "spec.placement", errors);
        errors.AddIf(
            spec.ManagedBy?.Split('/') is not (null or [{ Length: > 0 }, { Length: > 0 }]), "spec.managedBy", spec.ManagedBy,
            $"is no controller's name; write {SlipwayApi.ManagedBy} or remove it, or name another one such as kueue.x-k8s.io/multikueue");
        if (spec.Topology is { } topology)
        {
            errors.AddIf(topology is { Required: null, Preferred: null }, "spec.topology", null, "names no level; give required or preferred");
            errors.AddIf(topology is { Required: not null, Preferred: not null }, "spec.topology.preferred", topology.Preferred, "excludes required; remove one of the two");
            errors.AddIf(
                spec.PodGroupPolicy?.Volcano is not null, "spec.topology", null, "is for Kueue and the cluster's own scheduler; Volcano reads podGroupPolicy.volcano.networkTopology");
        }

        errors.AddIf(spec.PodGroupPolicy is { Volcano: null }, "spec.podGroupPolicy", null, "names no scheduler; give volcano, or remove it");
    }
}
