using System.Text;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Resources;
using Slipway.Sandbox.ApiServer.Documents;

namespace Slipway.Sandbox.Tests.Node;

/// <summary>A namespace of a test: puts manifests into it and waits for what becomes of them.</summary>
internal sealed class Place(IKubernetesClient client, string name)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly Dictionary<string, ResourceType<DynamicObject>> Kinds = new()
    {
        ["Pod"] = BuiltIn.Pods.AsDynamic(),
        ["Job"] = BuiltIn.Jobs.AsDynamic(),
        ["Deployment"] = BuiltIn.Deployments.AsDynamic(),
        ["Service"] = BuiltIn.Services.AsDynamic(),
        ["ConfigMap"] = BuiltIn.ConfigMaps.AsDynamic(),
        ["Secret"] = BuiltIn.Secrets.AsDynamic(),
        ["PodDisruptionBudget"] = BuiltIn.PodDisruptionBudgets.AsDynamic(),
        ["PersistentVolumeClaim"] = ResourceType.Dynamic("", "v1", "persistentvolumeclaims", "PersistentVolumeClaim"),
    };

    public IKubernetesClient Client => client;

    public string Name => name;

    public NamespacedName Key(string objectName) => new(name, objectName);

    /// <summary>Applies one manifest in YAML.</summary>
    public async Task ApplyAsync(string yaml)
    {
        var manifest = (System.Text.Json.Nodes.JsonObject)YamlDocument.ToJson(yaml)!;
        manifest.Child("metadata")["namespace"] = name;
        await client.ApplyAsync(Kinds[manifest.TextAt("kind")!], new DynamicObject(manifest), new WriteOptions { FieldManager = "test" }, default);
    }

    public Task<Pod> PodAsync(string pod, Func<Pod, bool> condition, string what) => UntilAsync(BuiltIn.Pods, pod, condition, what);

    public Task<Job> JobAsync(string job, Func<Job, bool> condition, string what) => UntilAsync(BuiltIn.Jobs, job, condition, what);

    public async Task<IReadOnlyList<Pod>> PodsAsync() => (await client.ListAsync(BuiltIn.Pods, name, ListOptions.All, default)).Items;

    /// <summary>Waits until an object is as it should be.</summary>
    public async Task<T> UntilAsync<T>(ResourceType<T> type, string objectName, Func<T, bool> condition, string what) where T : class, IKubernetesObject
    {
        T? last = null;
        await UntilAsync(async () => (last = await client.GetAsync(type, Key(objectName), default)) is not null && condition(last), () =>
            $"{type.Kind} {objectName} {what}; it is {(last is null ? "not there" : Encoding.UTF8.GetString(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(last, type.Json)))}");
        return last!;
    }

    public static Task UntilAsync(Func<Task<bool>> condition, string what) => UntilAsync(condition, () => what);

    public async Task<string> LogAsync(string pod, string query = "")
    {
        await using var stream = await client.OpenAsync($"/api/v1/namespaces/{name}/pods/{pod}/log?{query}", default);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }

    public async Task<IReadOnlyList<Event>> EventsAsync(string about) =>
        [.. (await client.ListAsync(BuiltIn.Events, name, ListOptions.All, default)).Items.Where(each => each.InvolvedObject?.Name == about)];

    public Task EventAsync(string about, string reason, string text) => UntilAsync(
        async () => (await EventsAsync(about)).Any(each => each.Reason == reason && each.Message!.Contains(text, StringComparison.Ordinal)),
        $"an event {reason} of {about} says '{text}'");

    private static async Task UntilAsync(Func<Task<bool>> condition, Func<string> what)
    {
        var end = DateTime.UtcNow + Patience;
        while (!await condition())
        {
            if (DateTime.UtcNow > end) throw new TimeoutException($"it never came true that {what()}");
            await Task.Delay(20);
        }
    }
}
