using System.Text.Json.Serialization;
using Slipway.Kubernetes.Resources;

namespace Slipway.Sandbox.Node.Pods;

/// <summary>Source-generated JSON of parts of a pod's status.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ContainerState))]
internal sealed partial class PodStatusJson : JsonSerializerContext;
