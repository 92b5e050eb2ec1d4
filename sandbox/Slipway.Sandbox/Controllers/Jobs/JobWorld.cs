using System.Globalization;
using Slipway.Kubernetes.Resources;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.Controllers.Common;

namespace Slipway.Sandbox.Controllers.Jobs;

/// <summary>A job and its pods at one moment, sorted for the decision.</summary>
internal sealed class JobWorld
{
    public const string IndexKey = "batch.kubernetes.io/job-completion-index";

    public JobWorld(Job job, IReadOnlyList<Pod> pods, JobPodCount count, DateTimeOffset now)
    {
        (Job, Pods, Count, Now) = (job, pods, count, now);
        var onlyFailed = job.Spec?.PodReplacementPolicy == "Failed";
        Succeeded = [.. pods.Where(pod => pod.HasSucceeded())];
        Failed = [.. pods.Where(pod => pod.HasFailed() || (!onlyFailed && pod.IsBeingDeleted() && !pod.HasSucceeded()))];
        Active = [.. pods.Where(pod => pod.IsActive())];
        Terminating = [.. pods.Where(pod => pod.IsBeingDeleted() && !pod.IsFinished())];
        count.Add(Succeeded, Failed);
        StartTime = job.Status?.StartTime ?? now;
        CompletedIndexes = IndexRanges.Parse(job.Status?.CompletedIndexes);
        if (IsIndexed) CompletedIndexes.UnionWith(Succeeded.Select(IndexOf).OfType<int>());
    }

    public Job Job { get; }

    public IReadOnlyList<Pod> Pods { get; }

    public JobPodCount Count { get; }

    public DateTimeOffset Now { get; }

    public IReadOnlyList<Pod> Succeeded { get; }

    public IReadOnlyList<Pod> Failed { get; }

    public IReadOnlyList<Pod> Active { get; }

    public IReadOnlyList<Pod> Terminating { get; }

    public DateTimeOffset StartTime { get; }

    public SortedSet<int> CompletedIndexes { get; }

    public IReadOnlyList<Condition>? Conditions => Job.Status?.Conditions;

    public bool IsIndexed => Job.Spec?.CompletionMode == "Indexed";

    /// <summary>True if containers are restarted within their pod.</summary>
    public bool RestartsInPlace => Job.Spec?.Template.TextAt("spec", "restartPolicy") == "OnFailure";

    public bool IsFinished => Conditions.IsTrue("Complete") || Conditions.IsTrue("Failed");

    public DateTimeOffset EndedAt =>
        (Conditions.Find("Complete") ?? Conditions.Find("Failed"))?.LastTransitionTime ?? Now;

    public int SucceededCount => IsIndexed ? CompletedIndexes.Count : Count.Succeeded;

    public static int? IndexOf(Pod pod) =>
        int.TryParse(pod.Annotation(IndexKey), NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : null;
}
