using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Slipway.Api;
using Slipway.Api.ModelVersions;
using Slipway.Operator.Reconciling;

namespace Slipway.Operator.ModelVersions;

/// <summary>By which a change of a record is noticed. Decisions of people are no part of it: they are appended, and have a history of their own.</summary>
internal static class SpecDigest
{
    private static readonly JsonTypeInfo<ModelVersionSpec> Json = (JsonTypeInfo<ModelVersionSpec>)ApiJson.Default.GetTypeInfo(typeof(ModelVersionSpec))!;

    // A cached object is looked at many times and never changes.
    private static readonly ConditionalWeakTable<ModelVersionSpec, string> Known = [];

    public static string Of(ModelVersionSpec spec) => Known.GetValue(spec, static each => CanonicalJson.Digest(Record(each)));

    /// <summary>The fields in which two records differ, such as <c>spec.artifact.digest</c>.</summary>
    public static IReadOnlyList<string> Differences(ModelVersionSpec one, ModelVersionSpec other) => [.. Differences("spec", Record(one), Record(other)).Order(StringComparer.Ordinal)];

    private static JsonNode? Record(ModelVersionSpec spec) => JsonSerializer.SerializeToNode(spec with { Decisions = null }, Json);

    private static IEnumerable<string> Differences(string path, JsonNode? one, JsonNode? other)
    {
        if (one is JsonObject left && other is JsonObject right)
            return left.Select(member => member.Key).Union(right.Select(member => member.Key)).SelectMany(name => Differences($"{path}.{name}", left[name], right[name]));
        return JsonNode.DeepEquals(one, other) ? [] : [path];
    }
}
