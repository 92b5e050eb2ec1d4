using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Api;
using Slipway.Api.TrainingJobs;
using Slipway.Contracts.Training;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Patching;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.TrainingJobs.Progress;

/// <summary>Takes what runs tell of themselves into <c>status.runs[].progress</c>.</summary>
/// <remarks>
/// <para>Guarantees: only a pod of a run tells about it; a run is written at most every five seconds, whatever it sends; what is told never changes anything else of the status.</para>
/// <para>Caveats: a report that races with another write of the status is dropped, since the next one comes soon.</para>
/// </remarks>
internal sealed partial class ProgressReceiver(
    IKubernetesClient client, Func<NamespacedName, TrainingJob?> jobs, Func<string, string, IReadOnlyList<Pod>> pods, TimeProvider time, ILogger<ProgressReceiver> logger)
{
    /// <summary>Shortest time between two writes of a run.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    // Callbacks that send every five seconds must not be turned away because one of them came a moment early.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(0.5);

    private readonly TokenReview tokens = new(client);

    /// <summary>Takes a report.</summary>
    /// <param name="job">The TrainingJob.</param>
    /// <param name="name">Name of the run.</param>
    /// <param name="token">Token of who tells.</param>
    /// <param name="status">What is told.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What to answer, and why where it is a refusal.</returns>
    public async Task<(HttpStatusCode Code, string Why)> TakeAsync(NamespacedName job, string name, string? token, TrainerStatus status, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(token)) return (HttpStatusCode.Unauthorized, "send the token of KUBEFLOW_TRAINER_SERVER_TOKEN as a bearer token");
        if (await tokens.PodOfAsync(token, cancellationToken) is not { } pod) return (HttpStatusCode.Unauthorized, "the token is not valid for this audience; it changes, so read its file each time");
        if (!pods(job.Namespace, name).Any(each => each.Metadata.Uid == pod)) return (HttpStatusCode.Forbidden, $"the token is not that of a pod of run {name}");
        if (ProgressLimits.Fault(status) is { } fault) return (HttpStatusCode.UnprocessableEntity, fault);
        if (jobs(job) is not { } live || live.Status?.Runs?.FirstOrDefault(run => run.Name == name) is not { } known) return (HttpStatusCode.NotFound, $"there is no run {name} of TrainingJob '{job.Name}'");
        if (known.State != RunState.Running) return (HttpStatusCode.Conflict, $"run {name} has ended");
        var now = time.GetUtcNow();
        if (known.Progress?.LastUpdatedTime is { } last && now - last < Interval - Slack) return (HttpStatusCode.Accepted, "");
        await WriteAsync(live, name, status with { LastUpdatedTime = Seconds(now) }, cancellationToken);
        return (HttpStatusCode.OK, "");
    }

    private async Task WriteAsync(TrainingJob live, string name, TrainerStatus status, CancellationToken cancellationToken)
    {
        var changed = new TrainingJobStatus { Runs = [.. live.Status!.Runs!.Select(run => run.Name == name ? run with { Progress = status } : run)] };
        var body = new JsonObject
        {
            ["metadata"] = new JsonObject { ["uid"] = live.Metadata.Uid, ["resourceVersion"] = live.Metadata.ResourceVersion },
            ["status"] = new JsonObject { ["runs"] = JsonSerializer.SerializeToNode(changed, ApiJson.Default.GetTypeInfo(typeof(TrainingJobStatus))!)!["runs"]!.DeepClone() },
        };
        try
        {
            await client.PatchAsync(SlipwayKinds.TrainingJob, live.Key(), Patch.Merge(body), WriteOptions.Status, cancellationToken);
        }
        catch (KubernetesException raced) when (raced.IsConflict || raced.IsNotFound)
        {
            LogDropped(name);
        }
    }

    // A status holds whole seconds.
    private static DateTimeOffset Seconds(DateTimeOffset now) => new(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);

    [LoggerMessage(Level = LogLevel.Debug, Message = "A report of run {Run} came while its TrainingJob was written; the next one is taken")]
    private partial void LogDropped(string run);
}
