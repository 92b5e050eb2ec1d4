using System.Text.Json.Nodes;

namespace Slipway.Sandbox.ApiServer.Tables;

/// <summary>Objects without anything but their metadata.</summary>
internal static class PartialMetadata
{
    public const string Kind = "PartialObjectMetadata";
    public const string ApiVersion = "meta.k8s.io/v1";

    public static JsonObject Of(JsonObject obj) => new() { ["kind"] = Kind, ["apiVersion"] = ApiVersion, ["metadata"] = obj["metadata"]?.DeepClone() };
}
