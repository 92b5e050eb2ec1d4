using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Api;
using Slipway.Api.Datasets;
using Slipway.Api.FeatureSets;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Access;
using Slipway.Operator.Datasets;
using Slipway.Operator.Reconciling;
using Slipway.Operator.Steps;

namespace Slipway.Operator.FeatureSets.Backfills;

/// <summary>The backfill that a FeatureSet asks for, with the digests that tell whether it was made already.</summary>
/// <remarks>A newer version of the dataset is no reason for another: the past that is asked for has been looked at.</remarks>
internal sealed class BackfillStep
{
    private readonly FeatureSetWorld world;
    private readonly Backfill wanted;
    private readonly string definition;
    private readonly DateTimeOffset now;

    public BackfillStep(FeatureSetWorld world, Backfill wanted, string definition, DateTimeOffset now)
    {
        (this.world, this.wanted, this.definition, this.now) = (world, wanted, definition, now);
        SpecDigest = CanonicalJson.Digest(new JsonObject
        {
            ["definition"] = definition, ["from"] = wanted.From.ToUnixTimeMilliseconds(), ["to"] = wanted.To?.ToUnixTimeMilliseconds(), ["coverage"] = wanted.MinCoveragePercent,
            ["refresh"] = world.FeatureSet.Annotation(SlipwayApi.RefreshAnnotation),
        });
        var run = new JsonObject
        {
            ["spec"] = SpecDigest, ["image"] = world.Settings.TrainerImage, ["placement"] = SnapshotStep.PlacementTree(wanted.Placement), ["store"] = world.Settings.StoreOf(wanted.Storage),
        };
        var views = world.JoinedDatasets.Values.Prepend(world.Dataset!).Select(dataset => Pins.View(Grant.Of(dataset, world.Place, now)?.View)).ToList();
        if (views.Any(view => view.Length > 0)) run["views"] = new JsonArray([.. views.Select(view => JsonValue.Create(view))]);
        RunDigest = CanonicalJson.Digest(run);
    }

    /// <summary>Digest of what is asked for.</summary>
    public string SpecDigest { get; }

    /// <summary>Digest of the above with what the pod needs.</summary>
    public string RunDigest { get; }

    /// <summary>A backfill that has not begun; <paramref name="previous"/> tells it from an earlier one of the same specification, and <paramref name="reads"/> goes on record.</summary>
    public BackfillStatus Begin(BackfillStatus? previous, IReadOnlyList<ColumnsRead> reads)
    {
        List<DatasetPin> pins = [.. reads.Select(read => Pins.Of(read.Dataset, world.Find(read.Dataset)!, world.Place, now))];
        var again = previous?.RunDigest == RunDigest ? previous.FinishedAt?.ToUnixTimeSeconds() : null;
        var digest = CanonicalJson.Digest(new JsonObject { ["run"] = RunDigest, ["after"] = again });
        return new BackfillStatus
        {
            Job = $"{Names.Fit(world.FeatureSet.Metadata.Name!, 63 - 18)}-backfill-{CanonicalJson.Short(digest, 8)}", SpecDigest = SpecDigest, RunDigest = RunDigest, StartedAt = now,
            Dataset = pins[0], JoinedDatasets = Joins() is null ? null : [.. pins.Skip(1)],
            Reads = [.. pins.Zip(reads, (pin, read) => Reads.Of(pin, world.Find(read.Dataset)!, world.Place, read.Columns, now))],
        };
    }

    /// <summary>The Dataset that has no version yet, if there is one.</summary>
    public string? Unread() => new[] { world.Dataset! }.Concat(world.JoinedDatasets.Values).FirstOrDefault(dataset => dataset.Status?.Current is null)?.Metadata.Name;

    /// <summary>The children of a backfill that is on record.</summary>
    public IReadOnlyList<Child> Children(BackfillStatus backfill)
    {
        var (metadata, spec) = (world.FeatureSet.Metadata, world.FeatureSet.Spec);
        var read = world.JoinedDatasets.Values.Prepend(world.Dataset!).ToList();
        return StepChildren.Of(
            new StepTemplate
            {
                Owner = world.FeatureSet,
                Name = backfill.Job,
                Step = "backfill",
                SpecJson = JsonSerializer.Serialize(
                    new BackfillSpec
                    {
                        Namespace = metadata.Namespace!, FeatureSet = metadata.Name!, FeatureDigest = definition, Dataset = backfill.Dataset, Features = spec.Features, Joins = Joins(),
                        JoinedDatasets = backfill.JoinedDatasets, RateTables = spec.RateTables, From = wanted.From, To = wanted.To, MinCoveragePercent = wanted.MinCoveragePercent,
                        Output = $"{world.Settings.StoreOf(wanted.Storage)}/features/{metadata.Namespace}/{metadata.Name}/{backfill.Job}",
                    },
                    ContractsJson.Default.BackfillSpec),
                Image = world.Settings.TrainerImage,
                Placement = wanted.Placement,
                Jurisdictions = Jurisdictions.Common(read),
                // Secrets of another namespace are out of reach.
                Secrets = [.. read.Where(dataset => dataset.Metadata.Namespace == metadata.Namespace).SelectMany(dataset => new[] { dataset.Spec.SecretRef, dataset.Spec.Storage?.SecretRef }).Prepend(wanted.Storage?.SecretRef).OfType<SecretReference>().DistinctBy(secret => secret.Name)],
            },
            world.Children);
    }

    private IReadOnlyList<Contracts.Features.FeatureJoin>? Joins() => world.FeatureSet.Spec.Joins is { Count: > 0 } joins ? joins : null;
}
