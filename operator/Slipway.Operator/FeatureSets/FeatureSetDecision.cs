using Slipway.Api.Datasets;
using Slipway.Api.FeatureSets;
using Slipway.Api.ModelVersions;
using Slipway.Api.Validation;
using Slipway.Contracts.Data;
using Slipway.Contracts.Features;
using Slipway.Features;
using Slipway.Features.Joins;
using Slipway.Operator.Access;
using Slipway.Operator.FeatureSets.Backfills;
using Slipway.Operator.Reconciling;
using Slipway.Operator.Steps;
using Slipway.Operator.TrainingJobs;
using Slipway.Operator.Upstream;

namespace Slipway.Operator.FeatureSets;

/// <summary>Everything that a decision about one FeatureSet depends on.</summary>
internal sealed record FeatureSetWorld
{
    public required FeatureSet FeatureSet { get; init; }

    public required OperatorSettings Settings { get; init; }

    /// <summary>Its Jobs and what belongs to them.</summary>
    public StepObjects Children { get; init; } = StepObjects.None;

    /// <summary>The Dataset that it names, if there is one.</summary>
    public Dataset? Dataset { get; init; }

    /// <summary>The Datasets that it joins, by the reference that names them, as far as there are such.</summary>
    public IReadOnlyDictionary<string, Dataset> JoinedDatasets { get; init; } = new Dictionary<string, Dataset>();

    /// <summary>Names of the Datasets of the namespace, if one that it names is not there.</summary>
    public IReadOnlyList<string> DatasetNames { get; init; } = [];

    /// <summary>The families of the models whose predictions its features read, by name.</summary>
    public IReadOnlyDictionary<string, ModelFamily> Upstream { get; init; } = new Dictionary<string, ModelFamily>();

    /// <summary>Models that would read their own predictions, if there are such.</summary>
    public IReadOnlyList<string>? UpstreamCycle { get; init; }

    /// <summary>Versions that were trained with it.</summary>
    public IReadOnlyList<ModelVersion> Versions { get; init; } = [];

    /// <summary>Namespace of the FeatureSet.</summary>
    public string Place => FeatureSet.Metadata.Namespace!;

    /// <summary>The Dataset that the definition refers to, if there is one.</summary>
    public Dataset? Find(string reference) => reference == FeatureSet.Spec.Dataset ? Dataset : JoinedDatasets.GetValueOrDefault(reference);

    /// <summary>When an exception ends by which one of them may be read.</summary>
    public DateTimeOffset? AccessEnds(DateTimeOffset now) => new[] { Dataset }.OfType<Dataset>().Concat(JoinedDatasets.Values)
        .Select(dataset => Grant.Of(dataset, Place, now)?.EndsAt).OfType<DateTimeOffset>().Order().Cast<DateTimeOffset?>().FirstOrDefault();
}

/// <summary>What to say about a FeatureSet: whether its expressions fit the Dataset's columns, and by which digest they are known.</summary>
internal static class FeatureSetDecision
{
    private const int MostStatistics = 5;

    public static Plan<FeatureSetStatus> Decide(FeatureSetWorld world, DateTimeOffset now) =>
        Judge(world, now) with { RequeueAfter = world.AccessEnds(now) - now };

    private static Plan<FeatureSetStatus> Judge(FeatureSetWorld world, DateTimeOffset now)
    {
        var spec = world.FeatureSet.Spec;
        var conditions = new ConditionDraft(world.FeatureSet.Status?.Conditions, world.FeatureSet.Metadata.Generation, now);
        var errors = FeatureSetValidation.Validate(spec);
        if (errors.Count > 0) return Stalled(world, conditions, "InvalidSpec", Summary.Of(errors));
        if (world.Dataset is not { } dataset)
        {
            return Stalled(world, conditions, "UnknownDataset",
                $"spec.dataset: there is no Dataset '{spec.Dataset}' in namespace {world.FeatureSet.Metadata.Namespace}; {NearestName.Hint(spec.Dataset, world.DatasetNames)}");
        }

        if (FeatureSetAccess.Faults(spec, world.Place, world.Find, now).ToList() is { Count: > 0 } denied) return Denied(world, conditions, denied);
        if (WithoutColumns(world, dataset) is { } waiting)
        {
            conditions.Reconciling("WaitingForDataset", $"waits for the first version of Dataset '{waiting}', which finds its columns");
            return Finish(world, conditions, world.FeatureSet.Status ?? new FeatureSetStatus());
        }

        var columns = DatasetColumns.Of(dataset)!;
        if (columns.Select(column => column.Name).Distinct().Count() != columns.Count)
            return Stalled(world, conditions, "InvalidDataset", $"Dataset '{spec.Dataset}' names a column twice; mend its spec.schema.columns first");
        if (world.UpstreamCycle is { } cycle)
            return Stalled(world, conditions, "UpstreamCycle", $"spec.features: models read each other's predictions in a circle, {string.Join(" from ", cycle)}, so that none could be trained first; take one of these features out");
        if (UnknownJoin(world) is { } unknown) return Stalled(world, conditions, "UnknownDataset", unknown);
        try
        {
            var joins = Joins(world, dataset);
            var program = FeatureProgram.Compile(columns, spec.Features, spec.RateTables, joins);
            var reads = FeatureReads.Of(spec, dataset, program, joins);
            return FeatureSetAccess.Faults(reads, world.Place, world.Find, now).ToList() is { Count: > 0 } hidden
                ? Denied(world, conditions, hidden)
                : Ready(world, conditions, program, reads, now);
        }
        catch (FeatureException wrong)
        {
            return Stalled(world, conditions, "InvalidFeature", Summary.Of([.. wrong.Errors.Select(error => error.ToString())]));
        }
    }

    private static string? UnknownJoin(FeatureSetWorld world)
    {
        foreach (var (index, join) in (world.FeatureSet.Spec.Joins ?? []).Index())
        {
            if (!world.JoinedDatasets.ContainsKey(join.Dataset))
                return $"spec.joins[{index}].dataset: there is no Dataset '{join.Dataset}' in namespace {world.FeatureSet.Metadata.Namespace}; {NearestName.Hint(join.Dataset, world.DatasetNames)}";
        }

        return null;
    }

    // A dataset that declares no columns has them when its first version has found them.
    private static string? WithoutColumns(FeatureSetWorld world, Dataset dataset) => (world.FeatureSet.Spec.Joins ?? [])
        .Select(join => world.JoinedDatasets.GetValueOrDefault(join.Dataset)).OfType<Dataset>().Prepend(dataset)
        .FirstOrDefault(each => DatasetColumns.Of(each) is null)?.Metadata.Name;

    private static IReadOnlyList<ResolvedJoin> Joins(FeatureSetWorld world, Dataset dataset) => world.FeatureSet.Spec.Joins is { Count: > 0 } joins
        ? JoinChecker.Resolve(Source(world, dataset), joins, [.. joins.Select(join => Source(world, world.JoinedDatasets[join.Dataset]))])
        : [];

    private static JoinSource Source(FeatureSetWorld world, Dataset dataset) =>
        new(dataset.FullName().From(world.Place), DatasetColumns.Of(dataset)!, dataset.Spec.EventTime, dataset.Spec.Key, dataset.Spec.Label?.Column);

    private static Plan<FeatureSetStatus> Ready(FeatureSetWorld world, ConditionDraft conditions, FeatureProgram program, IReadOnlyList<ColumnsRead> reads, DateTimeOffset now)
    {
        var change = DefinitionChange.Of(world, program.Digest);
        if (change is { IsRefused: true }) return Stalled(world, conditions, "DefinitionInUse", change.Refusal);
        var count = world.FeatureSet.Spec.Features.Count;
        var kept = program.TrainingOnly.Count == 0 ? "" : $"; {program.TrainingOnly.Count} of them for training data alone: {string.Join(", ", program.TrainingOnly)}";
        var joined = world.FeatureSet.Spec.Joins.Datasets() is { Count: > 0 } names ? $" and of {string.Join(", ", names)}" : "";
        var backfill = BackfillDecision.Decide(world, conditions, program.Digest, reads, now);
        if (backfill.Obstacle is not { } obstacle) conditions.Ready("Compiled", $"{count} features over {program.Inputs.Count} columns of Dataset '{world.FeatureSet.Spec.Dataset}'{joined}{kept}{Deprecations(world)}");
        else if (backfill.WaitsOnly) conditions.Reconciling(obstacle.Reason, obstacle.Message);
        else conditions.Stalled(obstacle.Reason, obstacle.Message);
        UpstreamCondition.Set(conditions, Learned(world), world.Upstream);
        return Finish(world, conditions, new FeatureSetStatus
        {
            Statistics = Statistics(world, program.Digest),
            Digest = program.Digest,
            ShortDigest = CanonicalJson.Short(program.Digest, 12),
            Features = count,
            Inputs = [.. program.Inputs.Select(column => column.Name)],
            Backfill = backfill.Status,
            Reads = reads,
        }) with
        {
            Children = backfill.Children,
            Removals = backfill.Removals,
            Reads = backfill.Reads,
            Events = [.. change is null ? [] : new[] { new PlannedEvent("DefinitionChanged", change.News, Warning: true) }, .. backfill.Events],
        };
    }

    // What is declared, or what the newest version learned from; before there is one, what is in use now.
    private static IReadOnlyList<UpstreamVersion> Learned(FeatureSetWorld world)
    {
        var learned = Newest(world).SelectMany(version => version.Spec.Provenance?.Upstream ?? []).ToLookup(each => each.Feature);
        return
        [
            .. world.FeatureSet.Spec.Features.Where(feature => feature.Upstream is not null).SelectMany(feature =>
            {
                var upstream = feature.Upstream!;
                if (upstream.Version is { } pinned) return [new UpstreamVersion(feature.Name, upstream.Model, pinned)];
                List<UpstreamVersion> known = [.. learned[feature.Name].Where(each => each.Model == upstream.Model).Distinct()];
                return known.Count > 0 ? known : [new UpstreamVersion(feature.Name, upstream.Model, world.Upstream.GetValueOrDefault(upstream.Model)?.InUse ?? "v0")];
            }),
        ];
    }

    private static IEnumerable<ModelVersion> Newest(FeatureSetWorld world) => world.Versions.GroupBy(version => version.Spec.Model, StringComparer.Ordinal)
        .OrderBy(family => family.Key, StringComparer.Ordinal).Select(family => family.MaxBy(version => VersionNumber.Of(version.Spec.Version))!);

    private static List<FeatureSetStatistics>? Statistics(FeatureSetWorld world, string digest)
    {
        List<FeatureSetStatistics> known =
        [
            .. Newest(world).Where(version => version.Spec.Features is not null && version.Spec.Provenance?.FeatureDigest == digest).Take(MostStatistics)
                .Select(version => new FeatureSetStatistics { ModelVersion = version.Metadata.Name!, Report = version.Spec.Features! }),
        ];
        return known.Count == 0 ? null : known;
    }

    private static string Deprecations(FeatureSetWorld world)
    {
        var deprecated = world.FeatureSet.Spec.Features.Where(feature => feature.Deprecated is not null).Select(feature => $"{feature.Name} ({feature.Deprecated})").ToList();
        return deprecated.Count == 0 ? "" : $"; deprecated: {string.Join(", ", deprecated)}";
    }

    // A backfill that is under way is stopped with it.
    private static Plan<FeatureSetStatus> Denied(FeatureSetWorld world, ConditionDraft conditions, IReadOnlyList<FieldError> faults) =>
        Stalled(world, conditions, AccessFaults.Reason, Summary.Of(faults)) with { Removals = [.. BackfillDecision.Stop(world)] };

    // The last good digest stays on record, so that it can be seen what a broken definition was before.
    private static Plan<FeatureSetStatus> Stalled(FeatureSetWorld world, ConditionDraft conditions, string reason, string message)
    {
        conditions.Stalled(reason, message);
        return Finish(world, conditions, world.FeatureSet.Status ?? new FeatureSetStatus());
    }

    private static Plan<FeatureSetStatus> Finish(FeatureSetWorld world, ConditionDraft conditions, FeatureSetStatus status) => new(status with
    {
        ObservedGeneration = world.FeatureSet.Metadata.Generation,
        Conditions = conditions.Conditions,
        UsedBy = world.Versions.Count == 0 ? null : [.. world.Versions.Select(version => version.Metadata.Name!).Order(StringComparer.Ordinal)],
    });
}
