using Slipway.Api.Datasets;
using Slipway.Api.FeatureSets;
using Slipway.Api.TrainingJobs;
using Slipway.Contracts.Data;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Access;

/// <summary>Who read a Dataset last. A view over the records of the readers, which outlast it.</summary>
internal static class ReaderList
{
    private const int Kept = 20;

    /// <summary>The newest reads, those that were known before among them; null when there are none.</summary>
    public static IReadOnlyList<DatasetReader>? Merge(IReadOnlyList<DatasetReader>? known, IEnumerable<DatasetReader> found)
    {
        List<DatasetReader> newest =
        [
            .. (known ?? []).Concat(found).DistinctBy(reader => (reader.Namespace, reader.Kind, reader.Name, reader.Job, reader.Digest))
                .OrderByDescending(reader => reader.At).ThenBy(reader => reader.Namespace, StringComparer.Ordinal).ThenBy(reader => reader.Job, StringComparer.Ordinal).Take(Kept),
        ];
        return newest.Count == 0 ? null : newest;
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

    private static DatasetReader Reader(IKubernetesObject reader, string job, DataRead read) => new()
    {
        Namespace = reader.Metadata.Namespace!, Kind = reader.Kind, Name = reader.Metadata.Name!, Job = job, Digest = read.Digest, Columns = read.Columns,
        At = read.At, Rules = read.Rules, BreakGlass = read.BreakGlass,
    };
}
