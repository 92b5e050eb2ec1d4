using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Resources;
using Slipway.Sandbox.Node.Events;

namespace Slipway.Sandbox.Controllers.Common;

/// <summary>Creates and deletes pods for controllers; the cache knows of a new pod at once, so that none is made twice.</summary>
internal sealed class PodWrites(IKubernetesClient client, Informer<Pod> pods, IEventSink events)
{
    private static readonly ResourceType<DynamicObject> Dynamic = BuiltIn.Pods.AsDynamic();

    public async Task CreateAsync(DynamicObject owner, JsonObject pod, CancellationToken cancellationToken)
    {
        try
        {
            var created = await client.CreateAsync(Dynamic, new DynamicObject(pod), null, cancellationToken);
            pods.RecordWrite(created.Content.Deserialize(KubernetesJson.Default.Pod)!);
            events.Record(owner, warning: false, "SuccessfulCreate", $"Created pod: {created.Metadata.Name}");
        }
        catch (KubernetesException failure)
        {
            events.Record(owner, warning: true, "FailedCreate", $"Error creating: {failure.Message}");
            throw;
        }
    }

    public async Task DeleteAsync(DynamicObject owner, Pod pod, CancellationToken cancellationToken)
    {
        await client.DeleteAsync(BuiltIn.Pods, pod.Key(), DeleteOptions.Exactly(pod), cancellationToken);
        events.Record(owner, warning: false, "SuccessfulDelete", $"Deleted pod: {pod.Metadata.Name}");
    }
}
