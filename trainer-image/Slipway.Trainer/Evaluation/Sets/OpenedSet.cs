using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.Storage;
using Slipway.Trainer.Steps;
using Slipway.Trainer.Training.Data;

namespace Slipway.Trainer.Evaluation.Sets;

/// <summary>An evaluation set whose files were checked, with what the version in use gave on it.</summary>
/// <param name="Pinned">The set.</param>
/// <param name="Dataset">Its version.</param>
/// <param name="IsExpired">Whether it is past its time.</param>
internal sealed record OpenedSet(PinnedSet Pinned, VerifiedDataset Dataset, bool IsExpired)
{
    internal string Name => Pinned.Set.Dataset;

    /// <summary>Local file with the results of the version in use.</summary>
    internal string? Reference { get; init; }

    /// <summary>Metrics of the version in use on the set.</summary>
    internal IReadOnlyList<MetricValue> ReferenceMetrics { get; init; } = [];

    /// <summary>Why results that are on record cannot be read.</summary>
    internal string? Lost { get; init; }

    internal static async Task<IReadOnlyList<OpenedSet>> OpenAsync(TrainSpec spec, StepContext context, CancellationToken cancellationToken)
    {
        if (spec.Evaluation.Sets is not { Count: > 0 } sets) return [];
        if (spec.EvaluationSets?.Count != sets.Count)
            throw StepException.Invalid("UnpinnedSet", $"There are {sets.Count} evaluation sets and {spec.EvaluationSets?.Count ?? 0} dataset versions for them.", "Pin one version for each, in evaluationSets.");
        var opened = new List<OpenedSet>();
        foreach (var pinned in spec.EvaluationSets)
        {
            var expired = pinned.ExpiresAt <= context.Clock.GetUtcNow();
            if (expired && pinned.Set.OnExpired == ExpiredSet.Refuse)
                throw StepException.Refused("EvaluationSetExpired", $"Evaluation set '{pinned.Set.Dataset}' expired at {pinned.ExpiresAt:u}.", "Look through it and set spec.expiresAt of the Dataset anew, or set onExpired to Warn.");
            var set = new OpenedSet(pinned, await DatasetVerifier.OpenSetAsync(pinned.Pin, context, cancellationToken), expired);
            opened.Add(await WithReferenceAsync(set, context, cancellationToken));
        }

        return opened;
    }

    private static async Task<OpenedSet> WithReferenceAsync(OpenedSet set, StepContext context, CancellationToken cancellationToken)
    {
        if (set.Pinned.Reference is not { } reference) return set;
        try
        {
            var path = Path.Combine(context.ScratchFolder, "references", $"{set.Name}.parquet");
            var digest = await context.Store.DownloadAsync(ObjectUri.Parse(reference.Uri), path, cancellationToken);
            if (digest != reference.Sha256) return set with { Lost = $"{reference.Uri} has the checksum {digest}, and the record says {reference.Sha256}" };
            var report = JsonSerializer.Deserialize(await context.Store.ReadAllAsync(ObjectUri.Parse(reference.EvaluationUri), cancellationToken), ContractsJson.Default.EvaluationReport);
            return set with { Reference = path, ReferenceMetrics = report?.Sets?.FirstOrDefault(known => known.Dataset == set.Name && known.Digest == set.Pinned.Pin.Digest)?.Metrics ?? [] };
        }
        catch (StorageException gone) when (gone.Kind == StorageErrorKind.NotFound)
        {
            return set with { Lost = gone.Message };
        }
        catch (JsonException damaged)
        {
            return set with { Lost = $"{reference.EvaluationUri} is no evaluation: {damaged.Message}" };
        }
    }
}
