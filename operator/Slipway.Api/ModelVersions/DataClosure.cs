using Slipway.Api.Datasets;
using Slipway.Contracts.Data;
using Slipway.Contracts.Features;

namespace Slipway.Api.ModelVersions;

/// <summary>A version of a Dataset that went into a model.</summary>
/// <param name="Dataset">The Dataset.</param>
/// <param name="Digest">The version.</param>
/// <param name="Via">How it went in: <c>learned from</c>, <c>joined</c>, or what it was derived for.</param>
public sealed record DataUse(DatasetName Dataset, string Digest, string Via);

/// <summary>All data that went into a model, however far away: what it read and joined, what these were derived from, and what the models learned from whose predictions it reads. Pure.</summary>
/// <param name="dataset">Finds a Dataset; null where it is gone or out of reach.</param>
/// <param name="version">Finds a ModelVersion by namespace and name.</param>
public sealed class DataClosure(Func<DatasetName, Dataset?> dataset, Func<string, string, ModelVersion?> version)
{
    private readonly List<DataUse> uses = [];
    private readonly HashSet<(DatasetName, string)> seen = [];
    private readonly HashSet<string> models = [];

    /// <summary>The data of a version, nearest first, each once.</summary>
    public IReadOnlyList<DataUse> Of(ModelVersion model)
    {
        Add(model, "");
        return uses;
    }

    /// <summary>The data of a run that is about to begin.</summary>
    /// <param name="place">Its namespace.</param>
    /// <param name="learned">The version that it learns from.</param>
    /// <param name="joined">Versions that its features join.</param>
    /// <param name="upstream">Models whose predictions its features read.</param>
    public IReadOnlyList<DataUse> Of(string place, DatasetPin learned, IReadOnlyList<DatasetPin>? joined, IReadOnlyList<UpstreamVersion>? upstream)
    {
        Add(place, [learned], joined, upstream, "");
        return uses;
    }

    private void Add(ModelVersion model, string by)
    {
        var (place, origin) = (model.Metadata.Namespace!, model.Spec.Provenance);
        if (origin is null || !models.Add($"{place}/{model.Metadata.Name}")) return;
        Add(place, origin is { Dataset: { } name, DatasetDigest: { } digest } ? [new DatasetPin { Name = name, Digest = digest, ManifestUri = "" }] : [], origin.JoinedDatasets, origin.Upstream, by);
    }

    private void Add(string place, IReadOnlyList<DatasetPin> learned, IReadOnlyList<DatasetPin>? joined, IReadOnlyList<UpstreamVersion>? upstream, string by)
    {
        foreach (var pin in learned) Add(place, pin, $"learned from{by}");
        foreach (var pin in joined ?? []) Add(place, pin, $"joined{by}");
        foreach (var other in (upstream ?? []).DistinctBy(other => (other.Model, other.Version)))
            if (version(place, $"{other.Model}-{other.Version}") is { } found) Add(found, $" by {other.Model}-{other.Version}, whose predictions are features");
    }

    private void Add(string place, DatasetPin pin, string via)
    {
        var name = DatasetName.Parse(pin.Name, place);
        if (!seen.Add((name, pin.Digest))) return;
        uses.Add(new DataUse(name, pin.Digest, via));
        var made = dataset(name)?.Status is { } status ? (status.Versions ?? []).Append(status.Current).FirstOrDefault(each => each?.Digest == pin.Digest) : null;
        foreach (var parent in made?.Parents ?? []) Add(name.Namespace, parent, $"{name.From(place)} was derived from it");
    }
}
