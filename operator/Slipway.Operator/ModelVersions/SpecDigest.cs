using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Slipway.Api;
using Slipway.Api.ModelVersions;
using Slipway.Operator.Reconciling;

namespace Slipway.Operator.ModelVersions;

/// <summary>By which a change of a record is noticed.</summary>
internal static class SpecDigest
{
    private static readonly JsonTypeInfo<ModelVersionSpec> Json = (JsonTypeInfo<ModelVersionSpec>)ApiJson.Default.GetTypeInfo(typeof(ModelVersionSpec))!;

    // A cached object is looked at many times and never changes.
    private static readonly ConditionalWeakTable<ModelVersionSpec, string> Known = [];

    public static string Of(ModelVersionSpec spec) => Known.GetValue(spec, static each => CanonicalJson.Digest(JsonSerializer.SerializeToNode(each, Json)));
}
