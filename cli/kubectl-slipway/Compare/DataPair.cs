using Slipway.Api.ModelVersions;
using Slipway.Contracts.Data;

namespace Slipway.Cli.Compare;

/// <summary>The versions of a Dataset that went into two models.</summary>
internal sealed record DataPair(DatasetName Dataset, string Via, IReadOnlyList<string> Before, IReadOnlyList<string> After)
{
    public bool IsSame => Before.SequenceEqual(After);

    public static IReadOnlyList<DataPair> Of(IReadOnlyList<DataUse> before, IReadOnlyList<DataUse> after) =>
    [
        .. before.Concat(after).DistinctBy(use => use.Dataset).Select(use => new DataPair(use.Dataset, use.Via, Digests(before, use.Dataset), Digests(after, use.Dataset))),
    ];

    private static List<string> Digests(IReadOnlyList<DataUse> uses, DatasetName dataset) =>
        [.. uses.Where(use => use.Dataset == dataset).Select(use => use.Digest).Distinct().Order(StringComparer.Ordinal)];
}
