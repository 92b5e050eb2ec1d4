using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Slipway.Kubernetes.Resources;

/// <summary>Source-generated JSON of this project's types. A context of other kinds must use the same options.</summary>
/// <remarks>Unset fields are left out, because with server-side apply a field that is sent is a field that is owned.</remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    Converters = [typeof(SharedStringConverter)])]
[JsonSerializable(typeof(ApiStatus))]
[JsonSerializable(typeof(ObjectMeta))]
[JsonSerializable(typeof(IReadOnlyList<Condition>))]
[JsonSerializable(typeof(PartialObject))]
[JsonSerializable(typeof(DynamicObject))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(PodTemplateSpec))]
[JsonSerializable(typeof(Namespace))]
[JsonSerializable(typeof(ConfigMap))]
[JsonSerializable(typeof(Secret))]
[JsonSerializable(typeof(Service))]
[JsonSerializable(typeof(ServiceAccount))]
[JsonSerializable(typeof(Node))]
[JsonSerializable(typeof(Pod))]
[JsonSerializable(typeof(Event))]
[JsonSerializable(typeof(Endpoints))]
[JsonSerializable(typeof(Deployment))]
[JsonSerializable(typeof(ReplicaSet))]
[JsonSerializable(typeof(Job))]
[JsonSerializable(typeof(Lease))]
[JsonSerializable(typeof(EndpointSlice))]
[JsonSerializable(typeof(NetworkPolicy))]
[JsonSerializable(typeof(PodDisruptionBudget))]
[JsonSerializable(typeof(HorizontalPodAutoscaler))]
[JsonSerializable(typeof(ResourceQuota))]
[JsonSerializable(typeof(Workload))]
[JsonSerializable(typeof(PodGroup))]
public sealed partial class KubernetesJson : JsonSerializerContext;
