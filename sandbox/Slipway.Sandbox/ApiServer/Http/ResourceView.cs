using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.BuiltIns;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Resources;
using Slipway.Sandbox.ApiServer.Storage;

namespace Slipway.Sandbox.ApiServer.Http;

/// <summary>Stored objects as one resource shows them: typed, and converted where two resources share a store.</summary>
internal sealed class ResourceView(ResourceInfo resource)
{
    private readonly TypedJson _typed = new(resource.Kind, resource.ApiVersion);
    private readonly IStoredForm? _conversion = resource.Conversion;

    /// <summary>The tree, without kind and apiVersion.</summary>
    public JsonObject Tree(JsonObject stored) => _conversion?.FromStored(stored) ?? stored;

    public JsonObject ToStored(JsonObject obj) => _conversion?.ToStored(obj) ?? obj;

    /// <summary>The bytes of one object, with kind and apiVersion.</summary>
    public byte[] Bytes(StoredObject stored) => _conversion is not null ? _typed.Bytes(Tree(stored.Json)) : _typed.Bytes(stored.Utf8);

    public byte[] Bytes(JsonObject stored) => _typed.Bytes(Tree(stored));

    /// <summary>The bytes of an item of a list: built-ins leave out kind and apiVersion there.</summary>
    public byte[] ItemBytes(StoredObject stored)
    {
        if (resource.IsCustom)
        {
            return Bytes(stored);
        }

        return _conversion is not null ? JsonTree.ToUtf8(Tree(stored.Json)) : stored.Utf8;
    }
}
