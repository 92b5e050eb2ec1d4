using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Api.ModelVersions;
using Slipway.Contracts.Training;

namespace Slipway.Cli.Compare;

/// <summary>Two versions side by side. Pure.</summary>
/// <param name="Metrics">What was measured of either.</param>
/// <param name="Parts">Which of the three changed.</param>
/// <param name="Settings">Settings of the resolved configurations that differ.</param>
/// <param name="Origins">Digests, images and engines, alike or not.</param>
/// <param name="Unused">Hyperparameters that change nothing, by version.</param>
/// <param name="Data">All data that went into either.</param>
internal sealed record VersionComparison(
    IReadOnlyList<MetricPair> Metrics, ModelParts Parts, IReadOnlyList<SettingChange> Settings, IReadOnlyList<SettingChange> Origins,
    IReadOnlyList<(string Version, UnusedSetting Setting)> Unused, IReadOnlyList<DataPair> Data)
{
    public static VersionComparison Of(ModelVersion before, ModelVersion after, Func<ModelVersion, IReadOnlyList<DataUse>> data) => new(
        MetricPair.Of(before, after),
        ModelParts.Between(before.Spec, after.Spec),
        ConfigurationDifference.Between(before.Spec.Configuration, after.Spec.Configuration),
        [.. OriginsOf(before).Zip(OriginsOf(after), (one, other) => new SettingChange(one.Name, one.Value, other.Value)).Where(change => change.Before is not null || change.After is not null)],
        [.. new[] { before, after }.SelectMany(version => UnusedOf(version).Select(setting => (version.Metadata.Name!, setting)))],
        DataPair.Of(data(before), data(after)));

    private static IEnumerable<(string Name, string? Value)> OriginsOf(ModelVersion version)
    {
        var (spec, origin) = (version.Spec, version.Spec.Provenance);
        yield return ("file", spec.Artifact.Digest);
        yield return ("configuration", origin?.ConfigurationDigest);
        yield return ("features", origin?.FeatureDigest);
        yield return ("data", origin is { Dataset: { } name } ? $"{name} {origin.DatasetDigest}" : null);
        yield return ("image", origin?.Image);
        yield return ("engines", origin?.Engines is { } engines ? string.Join(", ", engines.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => $"{each.Key} {each.Value}")) : null);
        yield return ("seed", origin?.Seed?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        yield return ("imported", spec.Imported is { } imported ? $"from {imported.Source} by {imported.By}" : null);
    }

    // An image of somebody's own reads its hyperparameters by rules of its own.
    private static IReadOnlyList<UnusedSetting> UnusedOf(ModelVersion version)
    {
        var configuration = version.Spec.Configuration;
        if (configuration?["hyperparameters"] is not JsonObject given || configuration["trainer"]?["image"] is not null) return [];
        return UnusedSettings.Of(version.Spec.Task, given.Where(each => each.Value is not null).ToDictionary(each => each.Key, each => JsonSerializer.SerializeToElement(each.Value!, Json.Default.JsonNode)));
    }
}

/// <summary>Parses single values of free-form configurations.</summary>
[System.Text.Json.Serialization.JsonSerializable(typeof(JsonNode))]
internal sealed partial class Json : System.Text.Json.Serialization.JsonSerializerContext;
