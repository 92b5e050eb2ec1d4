using Slipway.Api.Datasets;
using Slipway.Contracts.Data;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Datasets.Collection;
using Slipway.Operator.Hosting;
using Slipway.Operator.Reconciling;

namespace Slipway.Operator.Access;

/// <summary>The Datasets of all namespaces that the operator looks after, and who reads them.</summary>
/// <param name="scopes">The informers of each scope.</param>
internal sealed class DatasetCatalog(IReadOnlyList<OperatorInformers> scopes)
{
    /// <summary>The Dataset, if it is known.</summary>
    public Dataset? Find(DatasetName name) => scopes.Select(scope => scope.Datasets.Cache.Get(new NamespacedName(name.Namespace, name.Name))).FirstOrDefault(found => found is not null);

    /// <summary>The Dataset that an object of a namespace refers to.</summary>
    public Dataset? Find(string reference, string place) => Find(DatasetName.Parse(reference, place));

    /// <summary>The Datasets that an object of a namespace refers to, as far as there are such, by reference.</summary>
    public IReadOnlyDictionary<string, Dataset> Named(IEnumerable<string> references, string place) => references.Distinct(StringComparer.Ordinal)
        .Select(reference => (Reference: reference, Dataset: Find(reference, place))).Where(each => each.Dataset is not null).ToDictionary(each => each.Reference, each => each.Dataset!);

    /// <summary>References to all Datasets of the namespaces that references speak of, for hints at the right name.</summary>
    public IReadOnlyList<string> NamesNear(IEnumerable<string> references, string place) =>
    [
        .. references.Select(reference => DatasetName.Parse(reference, place).Namespace).Distinct().SelectMany(In)
            .Select(dataset => dataset.FullName().From(place)),
    ];

    /// <summary>The Datasets of a namespace.</summary>
    public IEnumerable<Dataset> In(string place) => scopes.SelectMany(scope => scope.Datasets.Cache.List(place));

    /// <summary>Reads of a Dataset that are on record.</summary>
    public IEnumerable<DatasetReader> ReadersOf(Dataset dataset)
    {
        var name = dataset.FullName().ToString();
        return scopes.SelectMany(scope => scope.TrainingJobs.Cache.WithReadsOf(name).SelectMany(job => ReaderList.Of(job, name))
            .Concat(scope.ModelVersions.Cache.WithReadsOf(name).SelectMany(version => ReaderList.Of(version, name)))
            .Concat(scope.FeatureSets.Cache.WithReadsOf(name).SelectMany(features => ReaderList.Of(features, name)))
            .Concat(scope.Datasets.Cache.WithReadsOf(name).SelectMany(reader => ReaderList.Of(reader, name))));
    }

    /// <summary>The versions that something uses, as far as the caches know.</summary>
    public VersionsInUse InUse() => VersionsInUse.Cached(scopes);

    /// <summary>The versions that something uses, as the server says now.</summary>
    public Task<VersionsInUse> ReadInUseAsync(IKubernetesClient client, CancellationToken cancellationToken) =>
        VersionsInUse.ReadAsync(client, scopes.Select(scope => scope.Place), cancellationToken);
}
