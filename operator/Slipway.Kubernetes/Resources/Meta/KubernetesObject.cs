using System.Text.Json.Serialization;

namespace Slipway.Kubernetes.Resources;

/// <summary>Base of the typed objects: a new one already knows its <c>apiVersion</c> and <c>kind</c>.</summary>
/// <remarks>
/// <para>Caveats: the source-generated deserialiser assigns <c>default</c> to each init-only property that the JSON lacks, so an
/// initialiser (<c>= 5</c>) does not survive reading. Derived types declare optional fields nullable, or coalesce in the
/// <c>init</c> accessor as this type does.</para>
/// <para>Equality of records compares lists and maps by reference; compare serialised forms where contents matter.</para>
/// </remarks>
public abstract record KubernetesObject : IKubernetesObject
{
    private readonly string ownApiVersion;
    private readonly string ownKind;

    /// <summary>Creates an object of one kind.</summary>
    /// <param name="apiVersion"><c>group/version</c>, or <c>v1</c>.</param>
    /// <param name="kind">The kind in CamelCase.</param>
    protected KubernetesObject(string apiVersion, string kind)
    {
        ownApiVersion = apiVersion;
        ownKind = kind;
        ApiVersion = apiVersion;
        Kind = kind;
        Metadata = ObjectMeta.Empty;
    }

    /// <inheritdoc/>
    [JsonPropertyOrder(-3)]
    public string ApiVersion { get; init => field = value ?? ownApiVersion; }

    /// <inheritdoc/>
    [JsonPropertyOrder(-2)]
    public string Kind { get; init => field = value ?? ownKind; }

    /// <inheritdoc/>
    [JsonPropertyOrder(-1)]
    public ObjectMeta Metadata { get; init => field = value ?? ObjectMeta.Empty; }
}
