using System.Text.Json.Nodes;
using Slipway.Faults.Tests.Scenarios;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Patching;
using Slipway.Kubernetes.Resources;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Storage;
using Slipway.Testing;

namespace Slipway.Faults.Tests.World;

/// <summary>Plays the Job controller and the node under it: pods start, run for a while, and end as the scenario says.</summary>
internal sealed class JobNode(InlineServer server, ManualTimeProvider clock, Func<StepRun, StepEnding> ending)
{
    private readonly KubernetesClient client = server.ClientOf("kubelet");

    /// <summary>What can happen now, or (with its time) later.</summary>
    public IEnumerable<(DateTimeOffset Due, Action Act)> Choices()
    {
        var pods = server.Log.List("pods").Objects.Values.ToLookup(pod => OwnerUid(pod));
        foreach (var job in server.Log.List("jobs.batch").Objects.Values)
        {
            if (job.IsTerminating || job.Json.ArrayAt("status", "conditions").Objects().Any(condition => condition.TextAt("type") is "Complete" or "Failed")) continue;
            foreach (var choice in Of(job, [.. pods[job.Uid]])) yield return choice;
        }
    }

    private IEnumerable<(DateTimeOffset, Action)> Of(StoredObject job, List<StoredObject> pods)
    {
        var now = clock.GetUtcNow();
        var workers = (int)(job.Json.IntegerAt("spec", "completions") ?? 1);
        var succeeded = 0;
        for (var index = 0; index < workers; index++)
        {
            var own = pods.Where(pod => IndexOf(pod) == index).ToList();
            if (own.Any(pod => Phase(pod) == "Succeeded"))
            {
                succeeded++;
                continue;
            }

            var live = own.FirstOrDefault(pod => Phase(pod) is null or "Pending" or "Running" && !pod.IsTerminating);
            var attempt = own.Count(pod => Phase(pod) == "Failed");
            // A pod whose specification is gone waits for its volume until somebody removes it.
            if (server.Log.Find("configmaps", job.Namespace, job.Name)?.Json.TextAt("data", "spec.json") is not { } specification) continue;
            var run = new StepRun(job.Name, job.Json.TextAt("metadata", "labels", "app.kubernetes.io/component") ?? "", attempt, specification, index);
            if (live is not null)
            {
                var end = ending(run);
                yield return (Created(live) + end.After, () => End(job, live, end));
                continue;
            }

            var last = own.Where(pod => Phase(pod) == "Failed").MaxBy(pod => pod.Revision);
            var worker = index;
            if (last is not null && (ExitCode(last) is 2 or 3 || attempt > (job.Json.IntegerAt("spec", "backoffLimit") ?? 6)))
                yield return (now, () => Finish(job, "Failed", "BackoffLimitExceeded", "Job has reached the specified backoff limit"));
            else
                yield return (now, () => StartPod(job, worker, attempt));
        }

        if (succeeded == workers) yield return (now, () => Finish(job, "Complete", null, null));
    }

    private void StartPod(StoredObject job, int index, int attempt)
    {
        var template = job.Json.ObjectAt("spec", "template")!;
        var labels = (JsonObject)(template.ObjectAt("metadata", "labels")?.DeepClone() ?? new JsonObject());
        var pod = new JsonObject
        {
            ["apiVersion"] = "v1", ["kind"] = "Pod",
            ["metadata"] = new JsonObject
            {
                ["name"] = $"{job.Name}-{index}-{attempt}", ["namespace"] = job.Namespace, ["labels"] = labels,
                ["annotations"] = new JsonObject { ["batch.kubernetes.io/job-completion-index"] = $"{index}" },
                ["ownerReferences"] = new JsonArray(new JsonObject
                {
                    ["apiVersion"] = "batch/v1", ["kind"] = "Job", ["name"] = job.Name, ["uid"] = job.Uid, ["controller"] = true, ["blockOwnerDeletion"] = true,
                }),
            },
            ["spec"] = template.ObjectAt("spec")!.DeepClone(),
        };
        AtOnce.Do(client.CreateAsync(BuiltIn.Pods.AsDynamic(), new DynamicObject(pod), null, CancellationToken.None));
        Status(BuiltIn.Pods, job.Namespace, pod.TextAt("metadata", "name")!, new JsonObject { ["phase"] = "Running" });
    }

    private void End(StoredObject job, StoredObject pod, StepEnding end)
    {
        if (end.Deadline) Finish(job, "Failed", "DeadlineExceeded", "Job was active longer than specified deadline");
        var terminated = new JsonObject { ["exitCode"] = end.Code, ["reason"] = end.Reason ?? (end.Code == 0 ? "Completed" : "Error"), ["message"] = end.Message, ["finishedAt"] = MetadataRulesTime(clock.GetUtcNow()) };
        Status(BuiltIn.Pods, pod.Namespace, pod.Name, new JsonObject
        {
            ["phase"] = end.Code == 0 ? "Succeeded" : "Failed",
            ["containerStatuses"] = new JsonArray(new JsonObject
            {
                ["name"] = "trainer", ["image"] = "slipway/trainer:1", ["imageID"] = "", ["ready"] = false, ["restartCount"] = 0,
                ["state"] = new JsonObject { ["terminated"] = terminated },
            }),
        });
    }

    private void Finish(StoredObject job, string type, string? reason, string? message)
    {
        var now = MetadataRulesTime(clock.GetUtcNow());
        Status(BuiltIn.Jobs, job.Namespace, job.Name, new JsonObject
        {
            ["conditions"] = new JsonArray(new JsonObject
            {
                ["type"] = type, ["status"] = "True", ["reason"] = reason, ["message"] = message, ["lastTransitionTime"] = now, ["lastProbeTime"] = now,
            }),
            ["startTime"] = now,
            ["completionTime"] = type == "Complete" ? now : null,
        });
    }

    private void Status<T>(ResourceType<T> type, string place, string name, JsonObject status) where T : class, IKubernetesObject =>
        AtOnce.Do(client.PatchAsync(type, new NamespacedName(place, name), Patch.Merge(new JsonObject { ["status"] = status }), WriteOptions.Status, CancellationToken.None));

    private static string OwnerUid(StoredObject pod) =>
        pod.Json.ArrayAt("metadata", "ownerReferences").Objects().FirstOrDefault(owner => owner.FlagAt("controller"))?.TextAt("uid") ?? "";

    private static int IndexOf(StoredObject pod) =>
        int.Parse(pod.Json.TextAt("metadata", "annotations", "batch.kubernetes.io/job-completion-index") ?? "0", System.Globalization.CultureInfo.InvariantCulture);

    private static string? Phase(StoredObject pod) => pod.Json.TextAt("status", "phase");

    private static long? ExitCode(StoredObject pod) =>
        pod.Json.ArrayAt("status", "containerStatuses").Objects().FirstOrDefault()?.IntegerAt("state", "terminated", "exitCode");

    private static DateTimeOffset Created(StoredObject pod) =>
        DateTimeOffset.Parse(pod.Json.TextAt("metadata", "creationTimestamp")!, System.Globalization.CultureInfo.InvariantCulture);

    private static string MetadataRulesTime(DateTimeOffset now) => now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
