using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Contracts.Steps;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Patching;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Tests.Support;

/// <summary>Plays Job controller and node: gives each new Job a pod that has already ended as the test says.</summary>
/// <param name="client">Writes the statuses.</param>
/// <param name="place">Namespace.</param>
/// <param name="end">How the pod of a Job ends; null leaves the Job alone.</param>
internal sealed class HandNode(IKubernetesClient client, string place, Func<Job, StepEnd?> end)
{
    /// <summary>Names of the Jobs that were run, each as often as it was.</summary>
    public List<string> Ran { get; } = [];

    public async Task StepAsync(CancellationToken cancellationToken)
    {
        var jobs = await client.ListAsync(BuiltIn.Jobs, place, ListOptions.All, cancellationToken);
        foreach (var job in jobs.Items.Where(job => job.Status?.Conditions is null or { Count: 0 }))
        {
            if (end(job) is not { } outcome) continue;
            Ran.Add(job.Metadata.Name!);
            await RunAsync(job, outcome, cancellationToken);
        }
    }

    private async Task RunAsync(Job job, StepEnd outcome, CancellationToken cancellationToken)
    {
        var template = job.Spec!.Template.Deserialize(KubernetesJson.Default.PodTemplateSpec)!;
        var pod = await client.CreateAsync(BuiltIn.Pods, new Pod
        {
            Metadata = new ObjectMeta
            {
                Name = $"{job.Metadata.Name}-{Ran.Count}", Namespace = place, Labels = template.Metadata!.Labels, OwnerReferences = [OwnerReference.ToController(job)],
            },
            Spec = template.Spec,
        }, null, cancellationToken);
        await StatusAsync(BuiltIn.Pods, pod.Key(), new JsonObject
        {
            ["phase"] = outcome.Code == 0 ? "Succeeded" : "Failed",
            ["containerStatuses"] = new JsonArray(new JsonObject
            {
                ["name"] = "trainer", ["image"] = "slipway/trainer:1", ["imageID"] = "", ["ready"] = false, ["restartCount"] = 0,
                ["state"] = new JsonObject
                {
                    ["terminated"] = new JsonObject { ["exitCode"] = outcome.Code, ["reason"] = outcome.Reason, ["message"] = outcome.Message },
                },
            }),
        }, cancellationToken);
        await StatusAsync(BuiltIn.Jobs, job.Key(), StatusOf(outcome), cancellationToken);
    }

    // Newer API servers take the end of a Job only with the condition that a Job controller sets before it.
    private static JsonObject StatusOf(StepEnd outcome)
    {
        var now = DateTimeOffset.UtcNow.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        JsonObject Condition(string type) => new() { ["type"] = type, ["status"] = "True", ["lastTransitionTime"] = now, ["lastProbeTime"] = now };
        var succeeded = outcome.Code == 0;
        return new JsonObject
        {
            ["conditions"] = succeeded
                ? new JsonArray(Condition("SuccessCriteriaMet"), Condition("Complete"))
                : new JsonArray(Condition("FailureTarget"), Condition("Failed")),
            ["startTime"] = now,
            ["completionTime"] = succeeded ? now : null,
            [succeeded ? "succeeded" : "failed"] = 1,
        };
    }

    private async Task StatusAsync<T>(ResourceType<T> type, NamespacedName key, JsonObject status, CancellationToken cancellationToken)
        where T : class, IKubernetesObject =>
        await client.PatchAsync(type, key, Patch.Merge(new JsonObject { ["status"] = status }), WriteOptions.Status, cancellationToken);
}

/// <summary>How a pod ends.</summary>
internal sealed record StepEnd(int Code, string? Message, string? Reason = null)
{
    public static StepEnd Of(StepResult result) => new(0, Samples.Text(result));
}
