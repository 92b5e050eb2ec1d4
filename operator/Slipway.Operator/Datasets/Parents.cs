using Slipway.Api.Datasets;
using Slipway.Api.Validation;
using Slipway.Contracts.Data;
using Slipway.Operator.Access;
using Slipway.Operator.Reconciling;
using Slipway.Operator.Steps;

namespace Slipway.Operator.Datasets;

/// <summary>The versions that a dataset is to be made from and checked against, or why it cannot be made now.</summary>
/// <param name="Pins">Versions that its rows are made from, in the order of the manifest; null for a dataset that reads files.</param>
/// <param name="References">Versions that its checks read; null where they read none.</param>
/// <param name="Obstacle">What is in the way.</param>
/// <param name="WaitsOnly">Whether the obstacle goes away without anybody changing a manifest.</param>
internal sealed record Parents(IReadOnlyList<DatasetPin>? Pins, IReadOnlyList<DatasetPin>? References = null, PlannedEvent? Obstacle = null, bool WaitsOnly = false)
{
    public static Parents Resolve(DatasetWorld world, DateTimeOffset now)
    {
        var spec = world.Dataset.Spec;
        var (rows, checks) = (DatasetReads.ForRows(spec).ToList(), DatasetReads.ForChecks(spec).ToList());
        if (rows.Count + checks.Count == 0) return new Parents(Pins: null);
        if (DatasetFaults.Cycle(world.Dataset.FullName(), name => world.Datasets.GetValueOrDefault(name.ToString())) is { } cycle)
            return Stuck("DatasetCycle", cycle.ToString());

        var pins = new Dictionary<string, DatasetPin>(StringComparer.Ordinal);
        foreach (var (index, (field, name)) in rows.Concat(checks).Index())
        {
            if (world.Find(name) is not { } parent)
            {
                var wanted = DatasetName.Parse(name, world.Place);
                var others = world.Datasets.Values.Where(other => other != world.Dataset && other.Metadata.Namespace == wanted.Namespace).Select(other => other.Metadata.Name!).ToList();
                return Stuck("UnknownDataset", $"{field}: there is no Dataset '{wanted.Name}' in namespace {wanted.Namespace}; {NearestName.Hint(wanted.Name, others)}");
            }

            if (AccessFaults.Of(field, parent, world.Place, DatasetReads.KnownColumns(spec, name), now) is { } denied) return Stuck(AccessFaults.Reason, denied.ToString());
            if (index < rows.Count && DatasetFaults.Role(spec, field, parent) is { } role) return Stuck("RoleNotTraining", role.ToString());
            if (index < rows.Count && DatasetFaults.Augmented(spec, parent) is { } unmarked) return Stuck("AugmentedRows", unmarked.ToString());
            if (index < rows.Count && DatasetFaults.Jurisdiction(spec, parent) is { } place) return Stuck("NoJurisdiction", place.ToString());
            if (parent.Status?.Current is null)
                return new Parents(null, null, new PlannedEvent("WaitingForDataset", $"waits for Dataset '{name}' to have a version"), WaitsOnly: true);
            pins[name] = Access.Pins.Of(name, parent, world.Place, now);
        }

        if (Jurisdictions.Conflict(SnapshotStep.Read(world)) is { } conflict) return Stuck("NoJurisdiction", conflict);
        return new Parents(
            rows.Count == 0 ? null : [.. rows.Select(each => pins[each.Name])],
            checks.Count == 0 ? null : [.. checks.Select(each => pins[each.Name])]);
    }

    private static Parents Stuck(string reason, string message) => new(null, null, new PlannedEvent(reason, message, Warning: true));
}
