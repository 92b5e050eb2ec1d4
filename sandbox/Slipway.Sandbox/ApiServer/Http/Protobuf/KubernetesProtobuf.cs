using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Errors;

namespace Slipway.Sandbox.ApiServer.Http.Protobuf;

/// <summary>
/// Reads the protobuf bodies that kubectl's typed commands send and for which it has no fallback to JSON:
/// <c>kubectl create KIND</c> and access reviews. Answers are always JSON.
/// </summary>
internal static class KubernetesProtobuf
{
    public const string ContentType = "application/vnd.kubernetes.protobuf";
    private static ReadOnlySpan<byte> Magic => "k8s\0"u8;

    public static JsonObject Decode(byte[] body)
    {
        if (!body.AsSpan().StartsWith(Magic))
        {
            throw ApiErrors.BadRequest("the body is said to be protobuf, but does not begin with the prefix of Kubernetes protobuf");
        }

        string apiVersion = "", kind = "";
        byte[] raw = [];
        foreach (var field in ProtobufReader.Fields(body.AsMemory(Magic.Length)))
        {
            if (field.Number == 1)
            {
                foreach (var type in ProtobufReader.Fields(field.Bytes))
                {
                    (apiVersion, kind) = type.Number == 1 ? (type.Text, kind) : (apiVersion, type.Text);
                }
            }
            else if (field.Number == 2)
            {
                raw = field.Bytes.ToArray();
            }
        }

        if (!ProtobufShapes.Kinds.TryGetValue(kind, out var shape))
        {
            throw ApiErrors.UnsupportedMediaType($"the sandbox reads protobuf bodies of {string.Join(", ", ProtobufShapes.Kinds.Keys)} only, not of {kind}; send application/json");
        }

        var result = ProtobufReader.Read(raw, shape);
        result["apiVersion"] = apiVersion;
        result["kind"] = kind;
        return result;
    }
}
