using Slipway.Api.Datasets;
using Slipway.Api.TrainingJobs;
using Slipway.Api.Validation;
using Slipway.Contracts.Data;
using Slipway.Contracts.Features;
using Slipway.Contracts.Training;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Access;
using Slipway.Operator.Reconciling;
using Slipway.Operator.Steps;
using Slipway.Operator.Upstream;

namespace Slipway.Operator.TrainingJobs;

/// <summary>What a run would read now, each pinned by digest.</summary>
/// <param name="Dataset">The dataset version.</param>
/// <param name="Label">Column to predict.</param>
/// <param name="FeatureDigest">Digest of the feature definition.</param>
/// <param name="Features">The features.</param>
/// <param name="RateTables">Tables of rates that the features use.</param>
/// <param name="Joins">Joins of the features, if any.</param>
/// <param name="JoinedDatasets">The version for each of them.</param>
/// <param name="EvaluationSets">The version of each evaluation set, in the order of the spec.</param>
/// <param name="Upstream">Versions of other models whose predictions the features read.</param>
/// <param name="Reads">The record of what is read.</param>
internal sealed record TrainingInputs(
    DatasetPin Dataset, string Label, string? FeatureDigest, IReadOnlyList<Feature>? Features, IReadOnlyList<RateTable>? RateTables = null,
    IReadOnlyList<FeatureJoin>? Joins = null, IReadOnlyList<DatasetPin>? JoinedDatasets = null,
    IReadOnlyList<DatasetPin>? EvaluationSets = null, IReadOnlyList<UpstreamVersion>? Upstream = null, IReadOnlyList<DataRead>? Reads = null)
{
    /// <summary>The version that the run begins from; null begins from nothing.</summary>
    public WarmStart? WarmStart { get; init; }

    /// <summary>Those that the FeatureSet names the version of: a change of one asks for another run, and one that is merely in use now does not.</summary>
    public IReadOnlyList<string> PinnedUpstream =>
        [.. (Features ?? []).Where(feature => feature.Upstream?.Version is not null).Select(feature => $"{feature.Name}={feature.Upstream!.Model}-{feature.Upstream.Version}").Order(StringComparer.Ordinal)];
}

/// <summary>The inputs, or why there are none yet.</summary>
/// <param name="Inputs">The inputs.</param>
/// <param name="Obstacle">What is in the way.</param>
/// <param name="WaitsOnly">Whether the obstacle goes away without anybody changing a manifest of this kind.</param>
internal sealed record ResolvedInputs(TrainingInputs? Inputs, PlannedEvent? Obstacle = null, bool WaitsOnly = false)
{
    public static ResolvedInputs Of(TrainingJobWorld world, DateTimeOffset now)
    {
        var (spec, place) = (world.Job.Spec, world.Job.Metadata.Namespace);
        if (FirstRival(world) is { } rival) return Stuck("ModelFamilyTaken", TrainingFaults.FamilyTaken(spec, rival).ToString());
        if (world.Dataset is not { } dataset)
            return Stuck("UnknownDataset", $"spec.dataset: there is no Dataset '{spec.Dataset}' in namespace {place}; {NearestName.Hint(spec.Dataset, world.DatasetNames)}");
        if (TrainingAccess.Fault(spec, world.FeatureSet, dataset, world.Place, now) is { } denied) return Stuck(AccessFaults.Reason, denied.ToString());
        if (TrainingFaults.Role(spec, dataset) is { } role) return Stuck("RoleNotTraining", role.ToString());
        if (spec.FeatureSet is not null && world.FeatureSet is null)
        {
            return Stuck("UnknownFeatureSet",
                $"spec.featureSet: there is no FeatureSet '{spec.FeatureSet}' in namespace {place}; {NearestName.Hint(spec.FeatureSet, world.FeatureSetNames)}");
        }

        if (world.FeatureSet is { } other && DatasetName.Parse(other.Spec.Dataset, world.Place) != DatasetName.Parse(spec.Dataset, world.Place))
        {
            return Stuck("FeatureSetOfAnotherDataset",
                $"spec.featureSet: FeatureSet '{spec.FeatureSet}' is over Dataset '{other.Spec.Dataset}' and this job learns from '{spec.Dataset}'; make the two the same");
        }

        if (TrainingAccess.JoinFault(world, now) is { } hidden) return Stuck(AccessFaults.Reason, hidden.ToString());
        if (Jurisdictions.Conflict(world.DatasetsRead) is { } conflict) return Stuck("NoJurisdiction", conflict);
        return LabelFault(world) ?? SetFault(world, now) ?? Wait(world) ?? Resolve(world, now);
    }

    private static ResolvedInputs? LabelFault(TrainingJobWorld world)
    {
        // Before the first version nobody knows the columns that it will infer.
        if (DatasetColumns.Of(world.Dataset!) is not { } known) return null;
        var columns = known.Select(column => column.Name).Concat(TrainingFaults.LabelsByFunctions(world.Dataset!)).Distinct().ToList();
        if (Label(world) is not { } label)
            return Stuck("NoLabel", $"spec.label: name the column to predict; Dataset '{world.Job.Spec.Dataset}' declares no label either");
        if (!columns.Contains(label))
            return Stuck("UnknownLabel", $"spec.label: Dataset '{world.Job.Spec.Dataset}' has no column '{label}'; {NearestName.Hint(label, columns)}");
        if (TrainingFaults.LabelType(world.Job.Spec, world.Dataset!) is { } kind) return Stuck("LabelOfAnotherType", kind.ToString());
        if (world.FeatureSet?.Status?.Inputs?.Contains(label) == true)
        {
            return Stuck("LabelIsFeature",
                $"spec.featureSet: a feature of '{world.Job.Spec.FeatureSet}' reads the label '{label}', which no request has; take it out of the features");
        }

        return null;
    }

    private static ResolvedInputs? SetFault(TrainingJobWorld world, DateTimeOffset now)
    {
        foreach (var (index, set) in (world.Job.Spec.Evaluation.Sets ?? []).Index())
        {
            if (!world.EvaluationSets.TryGetValue(set.Dataset, out var dataset))
            {
                return Stuck("UnknownDataset",
                    $"spec.evaluation.sets[{index}].dataset: there is no Dataset '{set.Dataset}' in namespace {world.Job.Metadata.Namespace}; {NearestName.Hint(set.Dataset, world.DatasetNames)}");
            }

            if (TrainingAccess.SetFault(world.Job.Spec, index, world.FeatureSet, dataset, world.Place, now) is { } denied) return Stuck(AccessFaults.Reason, denied.ToString());
            if (TrainingFaults.SetRole(index, dataset) is { } role) return Stuck("RoleIsTraining", role.ToString());
        }

        return null;
    }

    private static ResolvedInputs? Wait(TrainingJobWorld world)
    {
        var dataset = world.Dataset!;
        var ready = dataset.Status?.Conditions.Find("Ready");
        if (dataset.Status?.Current is null || ready?.Status != Condition.True || dataset.Status.ObservedGeneration != dataset.Metadata.Generation)
            return Later("WaitingForDataset", $"waits for Dataset '{dataset.Metadata.Name}' to be ready{Why(ready)}");
        if ((world.Job.Spec.Evaluation.Sets ?? []).Select(set => set.Dataset).FirstOrDefault(name => world.EvaluationSets[name].Status?.Current is null) is { } unread)
            return Later("WaitingForDataset", $"waits for Dataset '{unread}', an evaluation set, to have a version");
        if (world.FeatureSet is not { } features) return null;
        var compiled = features.Status?.Conditions.Find("Ready");
        if (features.Status?.Digest is null || compiled?.Status != Condition.True || features.Status.ObservedGeneration != features.Metadata.Generation)
            return Later("WaitingForFeatureSet", $"waits for FeatureSet '{features.Metadata.Name}' to be ready{Why(compiled)}");
        if (features.Spec.Joins?.Select(join => join.Dataset).FirstOrDefault(name => world.JoinedDatasets.GetValueOrDefault(name)?.Status?.Current is null) is { } empty)
            return Later("WaitingForDataset", $"waits for Dataset '{empty}', which FeatureSet '{features.Metadata.Name}' joins, to have a version");
        return UpstreamVersions.Of(features.Spec.Features, world.Upstream).FirstOrDefault(each => each.InUse is null) is { } absent
            ? Later("WaitingForUpstream", $"waits for {absent.Wanted}, whose predictions feature '{absent.Feature}' reads, to be ready")
            : null;
    }

    private static ResolvedInputs Resolve(TrainingJobWorld world, DateTimeOffset now)
    {
        var pin = Pins.Of(world.Job.Spec.Dataset, world.Dataset!, world.Place, now);
        var features = world.FeatureSet?.Spec;
        IReadOnlyList<DatasetPin>? joined = features?.Joins is { Count: > 0 } joins ? [.. joins.Select(join => Pins.Of(join.Dataset, world.JoinedDatasets[join.Dataset], world.Place, now))] : null;
        IReadOnlyList<DatasetPin>? sets = world.Job.Spec.Evaluation.Sets is { Count: > 0 } wanted ? [.. wanted.Select(set => Pins.Of(set.Dataset, world.EvaluationSets[set.Dataset], world.Place, now))] : null;
        return new ResolvedInputs(new TrainingInputs(
            pin, Label(world)!, world.FeatureSet?.Status?.Digest, features?.Features, features?.RateTables, joined is null ? null : features!.Joins, joined, sets, Upstream(world),
            TrainingAccess.Reads(world, pin, joined, sets, now)));
    }

    private static IReadOnlyList<UpstreamVersion>? Upstream(TrainingJobWorld world) =>
        UpstreamVersions.Of(world.FeatureSet?.Spec.Features, world.Upstream) is { Count: > 0 } upstream ? [.. upstream.Select(each => new UpstreamVersion(each.Feature, each.Declared.Model, each.InUse!))] : null;

    private static string? Label(TrainingJobWorld world) => world.Job.Spec.Label ?? world.Dataset!.Spec.Label?.Column;

    private static string Why(Condition? ready) => ready is { Status: not Condition.True, Message: { Length: > 0 } message } ? $": {message}" : "";

    // The older one keeps the family; which one that is must not depend on who looks.
    private static string? FirstRival(TrainingJobWorld world)
    {
        var mine = Age(world.Job);
        return world.Rivals.Where(rival => Age(rival).CompareTo(mine) < 0).Select(rival => rival.Metadata.Name).FirstOrDefault();
    }

    private static (DateTimeOffset Created, string Name) Age(TrainingJob job) => (job.Metadata.CreationTimestamp ?? DateTimeOffset.MaxValue, job.Metadata.Name!);

    private static ResolvedInputs Stuck(string reason, string message) => new(null, new PlannedEvent(reason, message, Warning: true));

    private static ResolvedInputs Later(string reason, string message) => new(null, new PlannedEvent(reason, message), WaitsOnly: true);
}
