using Slipway.Kubernetes.Resources;
using Slipway.Operator.Reconciling;
using Slipway.Operator.Steps;

namespace Slipway.Operator.Tests.Support;

/// <summary>What becomes of the children of an object when a plan is done.</summary>
internal static class Applied
{
    public static StepObjects To<TStatus>(Plan<TStatus> plan, StepObjects before) where TStatus : class, Api.ISlipwayStatus
    {
        var written = plan.Children.Where(child => child.IsDue).Select(child => child.Intent).ToList();
        var removed = plan.Removals.Select(removal => removal.Live.Metadata.Name).ToHashSet();
        return before with
        {
            Jobs = [.. before.Jobs.Where(job => !removed.Contains(job.Metadata.Name)), .. written.OfType<Job>().Select(FakeRun.Live)],
            ConfigMaps = [.. before.ConfigMaps.Where(map => !removed.Contains(map.Metadata.Name)), .. written.OfType<ConfigMap>()],
            Services = [.. before.Services.Where(service => !removed.Contains(service.Metadata.Name)), .. written.OfType<Service>()],
            PodGroups = [.. before.PodGroups.Where(group => !removed.Contains(group.Metadata.Name)), .. written.OfType<PodGroup>()],
            Pods = [.. before.Pods.Where(pod => !removed.Contains(pod.Metadata.Name) && !removed.Contains(pod.ControllerOwner()!.Name))],
        };
    }

    /// <summary>The children after the last Job has come to this state.</summary>
    public static StepObjects With(this StepObjects before, Func<Job, Job> change, Func<Job, Pod?> pod)
    {
        var job = before.Jobs[^1];
        var changed = change(job);
        return before with
        {
            Jobs = [.. before.Jobs.Take(before.Jobs.Count - 1), changed],
            Pods = [.. before.Pods.Where(each => !each.IsControlledBy(job)), .. pod(changed) is { } one ? new[] { one } : []],
        };
    }
}
