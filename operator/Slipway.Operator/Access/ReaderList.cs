using Slipway.Api.Datasets;
using Slipway.Api.FeatureSets;
using Slipway.Api.ModelVersions;
using Slipway.Api.TrainingJobs;
using Slipway.Contracts.Data;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Access;

/// <summary>Who read a Dataset last. A view over the records of the readers, which outlast it.</summary>
internal static class ReaderList
{
    private const int Kept = 20;

    // Each change of a Dataset wakes all that read it: listed one by one, a thousand readers would wake each other a thousand times.
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>Whether the records are to be looked at: what came within a minute of the last one that is listed waits.</summary>
    public static bool IsDue(IReadOnlyList<DatasetReader>? known, DateTimeOffset now) => known is not { Count: > 0 } || known[0].At + Interval <= now;

    /// <summary>The newest reads, those that were known before among them, and when to look again.</summary>
    /// <param name="known">What is listed.</param>
    /// <param name="found">The records; null where it is not due.</param>
    public static (IReadOnlyList<DatasetReader>? Readers, DateTimeOffset? Due) Refresh(IReadOnlyList<DatasetReader>? known, IReadOnlyList<DatasetReader>? found)
    {
        if (found is null) return (known, known?[0].At + Interval);
        List<DatasetReader> newest =
        [
            .. (known ?? []).Concat(found).DistinctBy(reader => (reader.Namespace, reader.Kind, reader.Name, reader.Job, reader.Digest))
                .OrderByDescending(reader => reader.At).ThenBy(reader => reader.Namespace, StringComparer.Ordinal).ThenBy(reader => reader.Job, StringComparer.Ordinal).Take(Kept),
        ];
        return (newest.Count == 0 ? null : newest, null);
    }

    /// <summary>Reads of a Dataset by the runs of a TrainingJob.</summary>
    public static IEnumerable<DatasetReader> Of(TrainingJob job, string dataset) =>
        (job.Status?.Runs ?? []).SelectMany(run => (run.Reads ?? []).Where(read => read.Dataset == dataset).Select(read => Reader(job, run.Name, read)));

    /// <summary>Reads of a Dataset by the last snapshot of another.</summary>
    public static IEnumerable<DatasetReader> Of(Dataset reader, string dataset) => reader.Status?.LastSnapshot is not { } snapshot
        ? []
        : (snapshot.Reads ?? []).Where(read => read.Dataset == dataset).Select(read => Reader(reader, snapshot.Job, read));

    /// <summary>Reads of a Dataset by the last backfill of a FeatureSet.</summary>
    public static IEnumerable<DatasetReader> Of(FeatureSet features, string dataset) => features.Status?.Backfill is not { } backfill
        ? []
        : (backfill.Reads ?? []).Where(read => read.Dataset == dataset).Select(read => Reader(features, backfill.Job, read));

    /// <summary>Reads of a Dataset by the measurement of an imported model.</summary>
    public static IEnumerable<DatasetReader> Of(ModelVersion version, string dataset) => version.Status?.Import is not { } import
        ? []
        : (import.Reads ?? []).Where(read => read.Dataset == dataset).Select(read => Reader(version, import.Job, read));

    private static DatasetReader Reader(IKubernetesObject reader, string job, DataRead read) => new()
    {
        Namespace = reader.Metadata.Namespace!, Kind = reader.Kind, Name = reader.Metadata.Name!, Job = job, Digest = read.Digest, Columns = read.Columns,
        At = read.At, Rules = read.Rules, BreakGlass = read.BreakGlass,
    };
}
