using Slipway.Api.Datasets;
using Slipway.Contracts.Data;

namespace Slipway.Operator.Datasets.Erasure;

/// <summary>Which versions may hold rows whose deletion is due, and what was made from them.</summary>
internal static class DeletedData
{
    /// <summary>The requests, as <c>dataset/request</c> or <c>namespace/dataset/request</c>, whose rows pinned versions may hold.</summary>
    /// <param name="pins">The versions, by references to their datasets.</param>
    /// <param name="find">Finds a dataset by name.</param>
    /// <param name="before">What was known; it stays where a version is listed no longer.</param>
    /// <returns>Null when there are none.</returns>
    public static IReadOnlyList<string>? Of(IEnumerable<DatasetPin> pins, Func<string, Dataset?> find, IReadOnlyList<string>? before)
    {
        var held = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var pin in pins)
        {
            var version = (find(pin.Name)?.Status?.Versions ?? []).FirstOrDefault(each => each.Digest == pin.Digest);
            if (version is null) held.UnionWith(before ?? []);
            else held.UnionWith((version.HoldsDeleted ?? []).Select(request => Seen(request, pin.Name)));
        }

        return held.Count > 0 ? [.. held] : null;
    }

    /// <summary>The versions of a dataset with the marks that they have now.</summary>
    public static DatasetStatus Mark(DatasetStatus status, IReadOnlyList<string> becameDue, Func<string, Dataset?> find) => status with
    {
        Versions = status.Versions is { } versions ? [.. versions.Select(version => Mark(version, becameDue, find))] : null,
        Current = status.Current is { } current ? Mark(current, becameDue, find) : null,
    };

    /// <summary>A version that was proven to lack the rows of these requests.</summary>
    public static DatasetVersion Without(DatasetVersion version, IEnumerable<RowDeletion> proven) => version with { HoldsDeleted = OrNull((version.HoldsDeleted ?? []).Except(proven.Select(request => request.Name))) };

    private static DatasetVersion Mark(DatasetVersion version, IReadOnlyList<string> becameDue, Func<string, Dataset?> find)
    {
        var before = version.HoldsDeleted ?? [];
        var inherited = version.Parents is { Count: > 0 } parents ? Of(parents, find, [.. before.Where(IsInherited)]) : null;
        var marks = OrNull(before.Where(request => !IsInherited(request)).Union(becameDue).Order(StringComparer.Ordinal).Concat(inherited ?? []));
        return marks is null && version.HoldsDeleted is null ? version : version with { HoldsDeleted = marks };
    }

    private static List<string>? OrNull(IEnumerable<string> marks) => marks.ToList() is { Count: > 0 } some ? some : null;

    // From another namespace, what a dataset there has inherited is called by its namespace too.
    private static string Seen(string request, string dataset) => request.Count(letter => letter == '/') switch
    {
        0 => $"{dataset}/{request}",
        1 when dataset.Split('/') is [var place, _] => $"{place}/{request}",
        _ => request,
    };

    private static bool IsInherited(string request) => request.Contains('/', StringComparison.Ordinal);
}
