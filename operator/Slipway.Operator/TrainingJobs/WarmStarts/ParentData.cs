using Slipway.Contracts.Data;
using Slipway.Contracts.Training;

namespace Slipway.Operator.TrainingJobs.WarmStarts;

/// <summary>The data that the versions of a chain of warm starts learned from; a model that begins from their trees has learned it, too.</summary>
internal static class ParentData
{
    public static IEnumerable<DatasetPin> Of(IReadOnlyList<ModelParent>? parents) => (parents ?? [])
        .Where(parent => parent is { Dataset: not null, DatasetDigest: not null })
        .Select(parent => new DatasetPin { Name = parent.Dataset!, Digest = parent.DatasetDigest!, ManifestUri = "" });
}
