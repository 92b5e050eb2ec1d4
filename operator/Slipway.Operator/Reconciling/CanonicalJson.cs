using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Slipway.Operator.Reconciling;

/// <summary>Digests of JSON trees that do not depend on the order of members.</summary>
internal static class CanonicalJson
{
    /// <summary><c>sha256:</c> and 64 hexadecimal digits over the tree with sorted members.</summary>
    public static string Digest(JsonNode? tree) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sorted(tree)?.ToJsonString() ?? "null")));

    /// <summary>The first hexadecimal digits of a digest, for names.</summary>
    public static string Short(string digest, int length) => digest["sha256:".Length..][..length];

    private static JsonNode? Sorted(JsonNode? tree) => tree switch
    {
        JsonObject members => new JsonObject(members.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Key, Sorted(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Sorted)]),
        _ => tree?.DeepClone(),
    };
}
