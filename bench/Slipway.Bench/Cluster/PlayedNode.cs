using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Bench.Processes;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Patching;
using Slipway.Kubernetes.Resources;

namespace Slipway.Bench.Cluster;

/// <summary>
/// Plays the cluster's own controllers and the kubelet: each new Job gets a pod that has ended well, each new Deployment is available and its
/// routers have pods with addresses. It writes as they do, under their names, so that objects have the managed fields of a real cluster.
/// </summary>
internal sealed class PlayedNode
{
    private readonly string place;
    private readonly KubernetesClient controllers;
    private readonly KubernetesClient kubelet;
    private readonly HashSet<string> done = new(StringComparer.Ordinal);

    public PlayedNode(HttpClient http, string place)
    {
        this.place = place;
        controllers = new KubernetesClient(http, new KubernetesClientOptions { FieldManager = "kube-controller-manager" });
        kubelet = new KubernetesClient(http, new KubernetesClientOptions { FieldManager = "kubelet" });
    }

    /// <summary>Plays until a condition holds.</summary>
    public Task PlayUntilAsync(Func<Task<bool>> condition, string what) => Until.TrueAsync(async () =>
    {
        await StepAsync();
        return await condition();
    }, what);

    private async Task StepAsync()
    {
        foreach (var job in await NewAsync(BuiltIn.Jobs)) await RunAsync(job);
        foreach (var deployment in await NewAsync(BuiltIn.Deployments)) await RolloutAsync(deployment);
    }

    private async Task<IReadOnlyList<T>> NewAsync<T>(ResourceType<T> type) where T : class, IKubernetesObject =>
        [.. (await controllers.ListAsync(type, place, ListOptions.All, CancellationToken.None)).Items.Where(each => done.Add(each.Metadata.Uid!))];

    private async Task RunAsync(Job job)
    {
        var pod = await CreatePodAsync(job, job.Spec!.Template!, $"{job.Metadata.Name}-x7k2p", new Dictionary<string, string>
        {
            ["batch.kubernetes.io/controller-uid"] = job.Metadata.Uid!, ["batch.kubernetes.io/job-name"] = job.Metadata.Name!,
        });
        await StatusAsync(kubelet, BuiltIn.Pods, pod.Key(), PlayedPod.Ended(pod, StepResults.Of(job)));
        var now = PlayedPod.Time(DateTimeOffset.UtcNow);
        await StatusAsync(controllers, BuiltIn.Jobs, job.Key(), new JsonObject
        {
            ["conditions"] = new JsonArray(new JsonObject { ["type"] = "Complete", ["status"] = "True", ["lastProbeTime"] = now, ["lastTransitionTime"] = now }),
            ["startTime"] = now, ["completionTime"] = now, ["succeeded"] = 1, ["ready"] = 0, ["uncountedTerminatedPods"] = new JsonObject(),
        });
    }

    private async Task RolloutAsync(Deployment deployment)
    {
        var replicas = deployment.Spec!.Replicas;
        for (var number = 1; number <= replicas && deployment.Label("app.kubernetes.io/component") == "router"; number++)
        {
            var pod = await CreatePodAsync(deployment, deployment.Spec.Template!, $"{deployment.Metadata.Name}-7d9f8b6c5-{number}", []);
            await StatusAsync(kubelet, BuiltIn.Pods, pod.Key(), PlayedPod.Running(pod));
        }

        await StatusAsync(controllers, BuiltIn.Deployments, deployment.Key(), new JsonObject
        {
            ["observedGeneration"] = deployment.Metadata.Generation, ["replicas"] = replicas, ["updatedReplicas"] = replicas, ["readyReplicas"] = replicas,
            ["availableReplicas"] = replicas,
        });
    }

    private Task<Pod> CreatePodAsync(KubernetesObject owner, JsonObject template, string name, Dictionary<string, string> labels)
    {
        var own = template.Deserialize(KubernetesJson.Default.PodTemplateSpec)!;
        foreach (var (key, value) in own.Metadata?.Labels ?? new Dictionary<string, string>()) labels[key] = value;
        return controllers.CreateAsync(BuiltIn.Pods, new Pod
        {
            Metadata = new ObjectMeta { Name = name, Namespace = place, Labels = labels, OwnerReferences = [OwnerReference.ToController(owner)] },
            Spec = own.Spec! with { NodeName = "ip-10-0-17-4.eu-central-1.compute.internal" },
        }, null, CancellationToken.None);
    }

    private static Task<T> StatusAsync<T>(KubernetesClient client, ResourceType<T> type, NamespacedName key, JsonObject status) where T : class, IKubernetesObject =>
        client.PatchAsync(type, key, Patch.Merge(new JsonObject { ["status"] = status }), WriteOptions.Status, CancellationToken.None);
}
