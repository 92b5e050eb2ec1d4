namespace Slipway.Kubernetes.Resources;

/// <summary>An object of which only the metadata was read (<c>PartialObjectMetadata</c>).</summary>
public sealed record PartialObject() : KubernetesObject("meta.k8s.io/v1", "PartialObjectMetadata");
