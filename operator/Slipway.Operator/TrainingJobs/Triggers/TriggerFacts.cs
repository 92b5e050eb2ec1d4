using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.TrainingJobs.Triggers;

/// <summary>All that triggers are judged by.</summary>
internal sealed record TriggerFacts
{
    /// <summary>What is new since the last run.</summary>
    public DataNews News { get; init; } = DataNews.None;

    /// <summary>Rows of the dataset's current version.</summary>
    public long? Rows { get; init; }

    /// <summary>Rows of the version that was learned from last, 0 when none was; null when nobody knows them any more.</summary>
    public long? RowsLearned { get; init; }

    /// <summary>The newest version that is ready, and when it was made.</summary>
    public (string Name, DateTimeOffset MadeAt)? NewestReady { get; init; }

    /// <summary>When the last run ended.</summary>
    public DateTimeOffset? LastRunEnded { get; init; }

    /// <summary>What queries gave that were made for this pass, by the trigger's name.</summary>
    public IReadOnlyDictionary<string, QueryReading> Readings { get; init; } = new Dictionary<string, QueryReading>();

    public static TriggerFacts Of(TrainingJobWorld world)
    {
        var learned = TrainedInputs.Learned(world);
        var current = world.Dataset?.Status?.Current;
        var newest = world.Versions.Where(version => version.Status?.Conditions.IsTrue("Ready") == true).MaxBy(version => VersionNumber.Of(version.Spec.Version));
        return new TriggerFacts
        {
            News = DataNews.Of(world, TrainedInputs.Tried(world)),
            Rows = current?.Rows,
            RowsLearned = learned is null ? 0 : world.Dataset?.Status?.Versions?.FirstOrDefault(version => version.Digest == learned?.Dataset.Digest)?.Rows ?? learned?.Run?.Trigger?.DatasetRows,
            NewestReady = newest?.Metadata is { CreationTimestamp: { } made, Name: { } name } ? (name, made) : null,
            LastRunEnded = (world.Job.Status?.Runs ?? []).Select(run => run.FinishedAt).FirstOrDefault(),
            Readings = world.TriggerReadings,
        };
    }
}
