using Slipway.Api.Datasets;
using Slipway.Api.FeatureSets;
using Slipway.Api.TrainingJobs;
using Slipway.Api.Validation;
using Slipway.Contracts.Data;
using Slipway.Operator.Access;

namespace Slipway.Operator.TrainingJobs;

/// <summary>Whether a TrainingJob may read what it is to learn from; said alike by the reconciler and by admission.</summary>
internal static class TrainingAccess
{
    /// <summary>What may not be read of the Dataset.</summary>
    public static FieldError? Fault(TrainingJobSpec spec, FeatureSet? features, Dataset dataset, string place, DateTimeOffset now) =>
        AccessFaults.Of("spec.dataset", dataset, place, Columns(spec, features, dataset), now) ?? AccessFaults.OfImage("spec.dataset", dataset, place, spec.Trainer?.Image, now);

    /// <summary>What may not be read of an evaluation set, of which the model reads what it reads of the Dataset.</summary>
    public static FieldError? SetFault(TrainingJobSpec spec, int index, FeatureSet? features, Dataset set, string place, DateTimeOffset now)
    {
        var field = $"spec.evaluation.sets[{index}].dataset";
        return AccessFaults.Of(field, set, place, [.. Columns(spec, features, set), .. new[] { spec.Evaluation.Sets![index].PairBy }.OfType<string>()], now)
            ?? AccessFaults.OfImage(field, set, place, spec.Trainer?.Image, now);
    }

    /// <summary>What may not be read of the Datasets that the features join.</summary>
    public static FieldError? JoinFault(TrainingJobWorld world, DateTimeOffset now) => Joins(world)
        .Select(join => AccessFaults.Of("spec.featureSet", join.Dataset, world.Place, join.Columns ?? [], now)
            ?? AccessFaults.OfImage("spec.featureSet", join.Dataset, world.Place, world.Job.Spec.Trainer?.Image, now))
        .OfType<FieldError>().FirstOrDefault();

    /// <summary>The record of what a run reads.</summary>
    public static IReadOnlyList<DataRead> Reads(TrainingJobWorld world, DatasetPin pin, IReadOnlyList<DatasetPin>? joined, IReadOnlyList<DatasetPin>? sets, DateTimeOffset now)
    {
        // An image of somebody's own reads the files whole.
        var isOwnImage = world.Job.Spec.Trainer?.Image is not null;
        return
        [
            Access.Reads.Of(pin, world.Dataset!, world.Place, isOwnImage ? null : Columns(world.Job.Spec, world.FeatureSet, world.Dataset!), now),
            .. Joins(world).Zip(joined ?? [], (join, version) => Access.Reads.Of(version, join.Dataset, world.Place, isOwnImage ? null : join.Columns, now)),
            .. (sets ?? []).Select(set => Access.Reads.Of(set, world.EvaluationSets[set.Name], world.Place, columns: null, now)),
        ];
    }

    /// <summary>When an exception ends by which something is read.</summary>
    public static DateTimeOffset? Ends(TrainingJobWorld world, DateTimeOffset now) =>
        world.DatasetsRead.Select(dataset => Grant.Of(dataset, world.Place, now)?.EndsAt).OfType<DateTimeOffset>().Order().Cast<DateTimeOffset?>().FirstOrDefault();

    private static IEnumerable<(Dataset Dataset, IReadOnlyList<string>? Columns)> Joins(TrainingJobWorld world) => (world.FeatureSet?.Spec.Joins ?? []).Index()
        .Where(join => world.JoinedDatasets.ContainsKey(join.Item.Dataset))
        .Select(join => (world.JoinedDatasets[join.Item.Dataset], world.FeatureSet!.Status?.Reads?.ElementAtOrDefault(join.Index + 1)?.Columns));

    private static List<string> Columns(TrainingJobSpec spec, FeatureSet? features, Dataset dataset) =>
    [
        .. (features?.Status?.Reads is [var rows, ..] ? rows.Columns : [])
            .Concat((spec.Evaluation.Slices ?? []).Select(slice => slice.Column))
            .Concat(new[] { spec.Label ?? dataset.Spec.Label?.Column, spec.Weight ?? dataset.Spec.Sampling?.ImportanceWeight }.OfType<string>()).Distinct(),
    ];
}
