using Slipway.Contracts.Data;
using Slipway.Contracts.Features;
using Slipway.Features;
using Slipway.Features.Joins;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Training.Data;

/// <summary>A pinned dataset version whose columns are joined to the rows.</summary>
/// <param name="Join">How.</param>
/// <param name="Dataset">The version.</param>
internal sealed record JoinedDataset(ResolvedJoin Join, VerifiedDataset Dataset)
{
    internal static async Task<IReadOnlyList<JoinedDataset>> OpenAsync(
        IReadOnlyList<FeatureJoin>? wanted, IReadOnlyList<DatasetPin>? pins, VerifiedDataset rows, string place, StepContext context, CancellationToken cancellationToken)
    {
        if (wanted is not { Count: > 0 } joins) return [];
        if (pins?.Count != joins.Count)
            throw StepException.Invalid("UnpinnedJoin", $"There are {joins.Count} joins and {pins?.Count ?? 0} dataset versions for them.", "Pin one version for each join, in joinedDatasets.");
        var versions = new List<VerifiedDataset>();
        foreach (var pin in pins) versions.Add(await DatasetVerifier.OpenAsync(pin, context, cancellationToken, evaluated: false));
        try
        {
            return [.. JoinChecker.Resolve(Source(rows, place), joins, [.. versions.Select(version => Source(version, place))]).Zip(versions, (join, version) => new JoinedDataset(join, version))];
        }
        catch (FeatureException wrong)
        {
            throw StepException.Invalid("InvalidJoin", wrong.Message, "Correct the FeatureSet's joins, or the key of the joined Dataset.", wrong);
        }
    }

    private static JoinSource Source(VerifiedDataset dataset, string place) =>
        new(new DatasetName(dataset.Manifest.Namespace, dataset.Manifest.Name).From(place), dataset.Manifest.Columns, dataset.Manifest.EventTime, dataset.Manifest.Key, dataset.Manifest.Label?.Column);
}
