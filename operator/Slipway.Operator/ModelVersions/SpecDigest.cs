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

    public static string Of(ModelVersionSpec spec) => CanonicalJson.Digest(JsonSerializer.SerializeToNode(spec, Json));
}
