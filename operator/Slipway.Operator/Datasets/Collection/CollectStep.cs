using System.Globalization;
using System.Text.Json;
using Slipway.Api.Datasets;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.Operator.Reconciling;
using Slipway.Operator.Steps;

namespace Slipway.Operator.Datasets.Collection;

/// <summary>The Job that deletes the files of versions.</summary>
internal static class CollectStep
{
    public const string Name = "collect";

    // A Job that cannot start must not hold up snapshots for ever.
    private static readonly Duration Deadline = new(TimeSpan.FromMinutes(15));

    /// <summary>Name of a Job; no two of a Dataset have the same, or the end of one could pass for that of another.</summary>
    public static string NameOf(Dataset dataset, int number) => string.Create(CultureInfo.InvariantCulture, $"{Names.Fit(dataset.Metadata.Name!, 63 - 18)}-collect-{number}");

    /// <summary>The children of a collection that is on record.</summary>
    public static IReadOnlyList<Child> Children(DatasetWorld world, CollectionStatus collection)
    {
        var (dataset, job) = (world.Dataset, collection.Job!);
        var output = SnapshotStep.Output(world);
        var runs = $"{output}/_runs";
        return StepChildren.Of(
            new StepTemplate
            {
                Owner = dataset,
                Name = job,
                Step = Name,
                SpecJson = JsonSerializer.Serialize(
                    new CollectSpec
                    {
                        Namespace = dataset.Metadata.Namespace!,
                        Name = dataset.Metadata.Name!,
                        Versions = Pins(dataset, collection.Versions),
                        Partitions = $"{output}/partitions",
                        Keep = Pins(dataset, dataset.Status?.Versions),
                        Runs = runs,
                        KeepRuns = [.. new[] { dataset.Status?.LastSnapshot?.Job, job }.OfType<string>()],
                        ResultPrefix = $"{runs}/{job}",
                    },
                    ContractsJson.Default.CollectSpec),
                Image = world.Settings.TrainerImage,
                Placement = dataset.Spec.Snapshot,
                Jurisdictions = Jurisdictions.Common([dataset]),
                Secrets = SnapshotStep.Secrets(dataset.Spec),
                Deadline = Deadline,
            },
            world.Children);
    }

    private static List<DatasetPin> Pins(Dataset dataset, IReadOnlyList<DatasetVersion>? versions) =>
        [.. (versions ?? []).Select(version => new DatasetPin { Name = dataset.Metadata.Name!, Digest = version.Digest, ManifestUri = version.ManifestUri })];
}
