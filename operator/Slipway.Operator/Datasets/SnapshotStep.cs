using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Api;
using Slipway.Api.Datasets;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Reconciling;
using Slipway.Operator.Steps;

namespace Slipway.Operator.Datasets;

/// <summary>The snapshot that a Dataset asks for, with the digests that tell whether it was taken already.</summary>
internal sealed class SnapshotStep
{
    private const int MaxHistory = 7;

    private readonly DatasetWorld world;
    private readonly SnapshotSpec resolved;

    public SnapshotStep(DatasetWorld world, Parents parents, IReadOnlyList<RowDeletion> deletions)
    {
        this.world = world;
        resolved = Resolve(world, parents) with { Deletions = deletions.Count > 0 ? deletions : null };
        SpecDigest = CanonicalJson.Digest(new JsonObject
        {
            ["spec"] = JsonSerializer.SerializeToNode(resolved, ContractsJson.Default.SnapshotSpec),
            ["refresh"] = world.Dataset.Annotation(SlipwayApi.RefreshAnnotation),
        });
        RunDigest = CanonicalJson.Digest(new JsonObject
        {
            ["spec"] = SpecDigest,
            ["image"] = world.Settings.TrainerImage,
            ["secrets"] = new JsonArray([.. Secrets(world.Dataset.Spec).Select(secret => JsonValue.Create(secret.Name))]),
            ["placement"] = PlacementTree(world.Dataset.Spec.Snapshot),
        });
    }

    /// <summary>Digest of what decides the rows.</summary>
    public string SpecDigest { get; }

    /// <summary>Digest of the above with what the pod needs.</summary>
    public string RunDigest { get; }

    /// <summary>A snapshot that has not begun; <paramref name="previous"/> tells it from an earlier one of the same specification.</summary>
    public SnapshotStatus Begin(SnapshotStatus? previous, DateTimeOffset now)
    {
        var again = previous?.RunDigest == RunDigest ? previous.FinishedAt?.ToUnixTimeSeconds() : null;
        var digest = CanonicalJson.Digest(new JsonObject { ["run"] = RunDigest, ["after"] = again });
        var name = $"{Names.Fit(world.Dataset.Metadata.Name!, 63 - 18)}-snapshot-{CanonicalJson.Short(digest, 8)}";
        // Of the object, so that no other ingestion ever has it: the same dataset made again takes the same names.
        var id = CanonicalJson.Short(CanonicalJson.Digest(new JsonArray(world.Dataset.Metadata.Uid, name)), 16);
        return new SnapshotStatus { Id = id, Phase = SnapshotPhase.Recorded, Job = name, SpecDigest = SpecDigest, RunDigest = RunDigest, Previous = Current(), History = History(), StartedAt = now };
    }

    /// <summary>The children of a snapshot that is on record.</summary>
    public IReadOnlyList<Child> Children(SnapshotStatus snapshot) => StepChildren.Of(
        new StepTemplate
        {
            Owner = world.Dataset,
            Name = snapshot.Job,
            Step = "snapshot",
            SpecJson = JsonSerializer.Serialize(
                resolved with { Columns = DatasetColumns.OfSource(world.Dataset) ?? [], Previous = snapshot.Previous, History = snapshot.History, IngestId = snapshot.Id, ResultPrefix = $"{resolved.Output}/_runs/{snapshot.Job}" }, ContractsJson.Default.SnapshotSpec),
            Image = world.Settings.TrainerImage,
            Placement = world.Dataset.Spec.Snapshot,
            Jurisdictions = Jurisdictions.Common(Read(world)),
            Secrets = Secrets(world.Dataset.Spec),
            Parallelism = world.Dataset.Spec.Source.Partitioning?.Parallelism ?? 1,
            SecretFile = world.Dataset.Spec.Privacy?.PseudonymisationKeyRef,
        },
        world.Children);

    // Pinned in the status and no part of the digests: else each accepted version would ask for the next snapshot.
    private DatasetPin? Current() => world.Dataset.Status?.Current is { } version
        ? new DatasetPin { Name = world.Dataset.Metadata.Name!, Digest = version.Digest, ManifestUri = version.ManifestUri }
        : null;

    /// <summary>URI prefix of the dataset's versions.</summary>
    public static string Output(DatasetWorld world) => $"{world.Settings.StoreOf(world.Dataset.Spec.Storage)}/datasets/{world.Dataset.Metadata.Namespace}/{world.Dataset.Metadata.Name}";

    /// <summary>The datasets that a snapshot reads, for its rows and for its checks, itself among them.</summary>
    public static IEnumerable<Dataset?> Read(DatasetWorld world) =>
        DatasetReads.Of(world.Dataset.Spec).Select(world.Find).Prepend(world.Dataset);

    private List<VersionRows>? History() => world.Dataset.Status?.Versions is { Count: > 0 } versions
        ? [.. versions.Take(MaxHistory).Select(version => new VersionRows { Digest = version.Digest, Rows = version.Rows })]
        : null;

    /// <summary>The secrets of source and store.</summary>
    public static IReadOnlyList<SecretReference> Secrets(DatasetSpec spec) =>
        [.. new[] { spec.SecretRef, spec.Storage?.SecretRef }.OfType<SecretReference>().DistinctBy(secret => secret.Name)];

    internal static JsonNode? PlacementTree(PodPlacement? placement) =>
        placement is null ? null : JsonSerializer.SerializeToNode(placement, ApiJson.Default.GetTypeInfo(typeof(PodPlacement))!);

    // A Rollout's log has its place in the store by the Rollout's name.
    private static DataSource Located(DataSource source, string logs) => source.PredictionLog is { Rollout: { } rollout } log
        ? source with { PredictionLog = log with { Uri = $"{logs}/{rollout}/" } }
        : source;

    private static SnapshotSpec Resolve(DatasetWorld world, Parents parents)
    {
        var (metadata, spec) = (world.Dataset.Metadata, world.Dataset.Spec);
        return new SnapshotSpec
        {
            Namespace = metadata.Namespace!,
            Name = metadata.Name!,
            Source = Located(spec.Source, $"{world.Settings.StoreOf(spec.Storage)}/predictions/{metadata.Namespace}"),
            Parents = parents.Pins,
            References = parents.References,
            // What was inferred comes from the status and is no reason for another snapshot.
            Columns = spec.Schema?.Columns ?? [],
            EventTime = spec.EventTime,
            Key = spec.Key,
            Label = spec.Label,
            Slices = spec.Slices,
            Checks = spec.Checks,
            EventTimeLimits = spec.EventTimeLimits,
            Freshness = spec.Freshness,
            Comparison = spec.Comparison,
            Cleaning = spec.Cleaning,
            Sampling = spec.Sampling,
            DryRun = spec.DryRun,
            Augmented = spec.Augmented,
            Lookup = spec.Lookup,
            Splits = spec.Splits,
            Limits = spec.Limits,
            Role = spec.Role,
            Provenance = spec.Provenance,
            // When it is reviewed decides no row.
            Privacy = spec.Privacy is { } privacy ? privacy with { ReviewBy = null } : null,
            Author = spec.Owner,
            Output = Output(world),
            ResultPrefix = "",
        };
    }
}
