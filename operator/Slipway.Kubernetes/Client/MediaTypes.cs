using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Client;

internal static class MediaTypes
{
    public const string Json = "application/json";
    public const string Any = "*/*";

    // A server that cannot strip answers with the whole object, of which only the metadata is read then.
    private const string PartialObject = "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io,application/json";
    private const string PartialList = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json";

    public static string Single<T>(ResourceType<T> type) where T : class, IKubernetesObject => type.MetadataOnly ? PartialObject : Json;

    public static string List<T>(ResourceType<T> type) where T : class, IKubernetesObject => type.MetadataOnly ? PartialList : Json;
}
