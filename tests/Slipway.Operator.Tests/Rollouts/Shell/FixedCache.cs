using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Tests.Rollouts.Shell;

/// <summary>A cache that holds what a test puts into it.</summary>
/// <param name="indexes">Its indexes; default: none.</param>
internal sealed class FixedCache<T>(IReadOnlyDictionary<string, Func<T, IEnumerable<string>>>? indexes = null) : ICache<T> where T : class, IKubernetesObject
{
    public List<T> Items { get; } = [];

    public T? Get(NamespacedName key) => Items.FirstOrDefault(item => item.Key() == key);

    public IReadOnlyList<T> List(string? @namespace = null) => [.. Items.Where(item => @namespace is null || item.Metadata.Namespace == @namespace)];

    public IReadOnlyList<T> ByIndex(string index, string value) => indexes?.GetValueOrDefault(index) is { } valuesOf
        ? [.. Items.Where(item => valuesOf(item).Contains(value))]
        : throw new ArgumentException($"there is no index {index}");

    public IReadOnlyList<T> OwnedBy(string ownerUid) =>
        [.. Items.Where(item => item.Metadata.OwnerReferences?.Any(owner => owner.Uid == ownerUid) == true)];
}
