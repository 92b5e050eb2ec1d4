using Slipway.Api.Datasets;
using Slipway.Api.Validation;
using Slipway.Contracts.Data;
using Slipway.Operator.Reconciling;
using Slipway.Operator.Steps;

namespace Slipway.Operator.Datasets;

/// <summary>The versions that a derived dataset is to be made from, or why it cannot be made now.</summary>
/// <param name="Pins">Versions, in the order of the manifest; null for a dataset that reads files.</param>
/// <param name="Obstacle">What is in the way.</param>
/// <param name="WaitsOnly">Whether the obstacle goes away without anybody changing a manifest.</param>
internal sealed record Parents(IReadOnlyList<DatasetPin>? Pins, PlannedEvent? Obstacle = null, bool WaitsOnly = false)
{
    public static Parents Resolve(DatasetWorld world)
    {
        var names = world.Dataset.Spec.Source.Datasets;
        if (world.Dataset.Spec.Source.Sql is null || names is null) return new Parents(Pins: null);
        if (DatasetFaults.Cycle(world.Dataset.Metadata.Name!, name => world.Datasets.GetValueOrDefault(name)) is { } cycle)
            return Stuck("DatasetCycle", cycle.ToString());

        var pins = new List<DatasetPin>();
        foreach (var (index, name) in names.Index())
        {
            if (!world.Datasets.TryGetValue(name, out var parent))
            {
                var others = world.Datasets.Keys.Where(other => other != world.Dataset.Metadata.Name).ToList();
                return Stuck("UnknownDataset",
                    $"spec.source.datasets[{index}]: there is no Dataset '{name}' in namespace {world.Dataset.Metadata.Namespace}; {NearestName.Hint(name, others)}");
            }

            if (DatasetFaults.Role(world.Dataset.Spec, index, parent) is { } role) return Stuck("RoleNotTraining", role.ToString());
            if (DatasetFaults.Jurisdiction(world.Dataset.Spec, parent) is { } place) return Stuck("NoJurisdiction", place.ToString());
            if (parent.Status?.Current is not { } version)
                return new Parents(null, new PlannedEvent("WaitingForDataset", $"waits for Dataset '{name}' to have a version"), WaitsOnly: true);
            pins.Add(new DatasetPin { Name = name, Digest = version.Digest, ManifestUri = version.ManifestUri });
        }

        return Jurisdictions.Conflict(SnapshotStep.Read(world)) is { } conflict ? Stuck("NoJurisdiction", conflict) : new Parents(pins);
    }

    private static Parents Stuck(string reason, string message) => new(null, new PlannedEvent(reason, message, Warning: true));
}
