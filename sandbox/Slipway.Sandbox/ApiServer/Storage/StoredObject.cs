using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;

namespace Slipway.Sandbox.ApiServer.Storage;

/// <summary>
/// One version of one object. The tree has neither kind nor apiVersion (the answer adds those of the resource that was asked
/// for) and is never changed again; its bytes are made once and shared by all answers.
/// </summary>
internal sealed class StoredObject
{
    private byte[]? _utf8;

    public StoredObject(JsonObject json, long revision)
    {
        Json = json;
        Revision = revision;
        Name = json.TextAt("metadata", "name") ?? "";
        Namespace = json.TextAt("metadata", "namespace") ?? "";
        Uid = json.TextAt("metadata", "uid") ?? "";
    }

    public JsonObject Json { get; }

    public long Revision { get; }

    public string Name { get; }

    public string Namespace { get; }

    public string Uid { get; }

    public string Key => KeyOf(Namespace, Name);

    public byte[] Utf8 => _utf8 ??= JsonTree.ToUtf8(Json);

    public bool IsTerminating => Json.At("metadata", "deletionTimestamp") is not null;

    public static string KeyOf(string ns, string name) => $"{ns}/{name}";

    public JsonObject Copy() => (JsonObject)Json.DeepClone();
}
