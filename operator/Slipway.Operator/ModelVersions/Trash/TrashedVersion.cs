using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Slipway.Api;
using Slipway.Api.ModelVersions;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Reconciling;

namespace Slipway.Operator.ModelVersions.Trash;

/// <summary>The record of a deleted ModelVersion, in a ConfigMap that outlives it until its files are purged.</summary>
/// <param name="Map">The ConfigMap.</param>
/// <param name="Record">The ModelVersion as it was when it was deleted.</param>
internal sealed record TrashedVersion(ConfigMap Map, ModelVersion Record)
{
    /// <summary>Component of such a ConfigMap.</summary>
    public const string Component = "trash";

    /// <summary>Annotation with the name of the Job that purges the files; from then on there is no way back.</summary>
    public const string PurgeJobAnnotation = SlipwayApi.Group + "/purge-job";

    /// <summary>Annotation with how often a purge began.</summary>
    public const string PurgesAnnotation = SlipwayApi.Group + "/purges";

    /// <summary>Annotation with why the last purge did not end well.</summary>
    public const string MessageAnnotation = SlipwayApi.Group + "/message";

    private const string RecordKey = "modelversion.json";
    private const string PlacementKey = "placement.json";

    private static readonly JsonTypeInfo<ModelVersion> Json = (JsonTypeInfo<ModelVersion>)ApiJson.Default.GetTypeInfo(typeof(ModelVersion))!;
    private static readonly JsonTypeInfo<PodPlacement> PlacementJson = (JsonTypeInfo<PodPlacement>)ApiJson.Default.GetTypeInfo(typeof(PodPlacement))!;

    // A cached ConfigMap is looked at many times and never changes.
    private static readonly ConditionalWeakTable<ConfigMap, TrashedVersion> Known = [];

    /// <summary>From when on its files are deleted; null where somebody has made it unreadable.</summary>
    public DateTimeOffset? PurgeAfter => DateTimeOffset.TryParse(Map.Annotation(SlipwayApi.PurgeAfterAnnotation), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    /// <summary>The Job that purges it.</summary>
    public string? PurgeJob => Map.Annotation(PurgeJobAnnotation) is { Length: > 0 } job ? job : null;

    public int Purges => int.TryParse(Map.Annotation(PurgesAnnotation), NumberStyles.None, CultureInfo.InvariantCulture, out var purges) ? purges : 0;

    /// <summary>Whether somebody asked for it back, and its files are still there.</summary>
    public bool IsToBeRestored => Map.Annotation(SlipwayApi.RestoreAnnotation) is { Length: > 0 } && PurgeJob is null;

    /// <summary>How the pods that read its store were placed.</summary>
    public PodPlacement? Placement => Map.Data?.GetValueOrDefault(PlacementKey) is { } json ? JsonSerializer.Deserialize(json, PlacementJson) : null;

    /// <summary>Name of the ModelVersion whose record a ConfigMap keeps; null of other ConfigMaps.</summary>
    public static string? NameIn(ConfigMap map) => map.Label(SlipwayApi.TrashLabel);

    /// <summary>Reads one from a ConfigMap.</summary>
    /// <exception cref="JsonException">Somebody has changed it.</exception>
    public static TrashedVersion Of(ConfigMap map) => Known.GetValue(map, static each => new TrashedVersion(each,
        JsonSerializer.Deserialize(each.Data?.GetValueOrDefault(RecordKey) ?? throw new JsonException($"ConfigMap {each.Key()} has no {RecordKey}"), Json) ?? throw new JsonException("the record is null")));

    /// <summary>The same; null of a ConfigMap that somebody has changed, of which the reconciler of the trash tells.</summary>
    public static TrashedVersion? Find(ConfigMap map)
    {
        try
        {
            return Of(map);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The ConfigMap for a version that is being deleted; its name follows from the version's identity.</summary>
    public static ConfigMap MapOf(ModelVersion version, PodPlacement? placement, DateTimeOffset purgeAfter)
    {
        var labels = new Dictionary<string, string>(version.Metadata.Labels ?? new Dictionary<string, string>(), StringComparer.Ordinal)
        {
            ["app.kubernetes.io/name"] = "slipway",
            ["app.kubernetes.io/component"] = Component,
            ["app.kubernetes.io/part-of"] = "slipway",
            ["app.kubernetes.io/managed-by"] = "slipway",
            [SlipwayApi.TrashLabel] = ChildMetadata.LabelValue(version.Metadata.Name!),
        };
        var data = new Dictionary<string, string> { [RecordKey] = JsonSerializer.Serialize(Kept(version), Json) };
        if (placement is not null) data[PlacementKey] = JsonSerializer.Serialize(placement, PlacementJson);
        return new ConfigMap
        {
            Metadata = new ObjectMeta
            {
                Name = $"{Names.Fit(version.Metadata.Name!, 200)}-trash-{Names.Fit(version.Metadata.Uid!, 36)}",
                Namespace = version.Metadata.Namespace,
                Labels = labels,
                Annotations = new Dictionary<string, string> { [SlipwayApi.PurgeAfterAnnotation] = Text(purgeAfter) },
            },
            Data = data,
        };
    }

    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The object to make when it is restored.</summary>
    public ModelVersion ToRestore() => Record with
    {
        Metadata = new ObjectMeta
        {
            Name = Record.Metadata.Name, Namespace = Map.Metadata.Namespace, Labels = Record.Metadata.Labels, Annotations = Record.Metadata.Annotations, Finalizers = [VersionFinalizer.Name],
        },
        Status = null,
    };

    /// <summary>What has to be in the status of the restored object from the first moment on: it is no new record, and its history goes on.</summary>
    public ModelVersionStatus Remembered => new() { SpecDigest = Record.Status?.SpecDigest, Decisions = Record.Status?.Decisions, Import = Record.Status?.Import };

    private static ModelVersion Kept(ModelVersion version) => version with { Metadata = version.Metadata with { ResourceVersion = null, Finalizers = null, DeletionTimestamp = null, DeletionGracePeriodSeconds = null } };
}
