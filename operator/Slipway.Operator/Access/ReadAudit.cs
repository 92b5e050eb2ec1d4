using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Kubernetes.Metrics;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Access;

/// <summary>Tells of each read before the Job that reads is made: a log line of its own event, and a count.</summary>
/// <remarks>Guarantees: at least once for each read, also when the operator is killed; the records in statuses and provenance are exact.</remarks>
internal sealed partial class ReadAudit(ILogger<ReadAudit> log, MetricRegistry metrics)
{
    private readonly MetricFamily<Counter> reads = metrics.Counter(
        "slipway_data_reads_total", "Reads of dataset versions by Jobs", "namespace", "dataset", "reader_namespace", "reader_kind", "break_glass");

    /// <summary>Tells of what a Job reads.</summary>
    /// <param name="reader">The object that the Job belongs to.</param>
    /// <param name="planned">The reads, and the Job.</param>
    public void Tell(IKubernetesObject reader, PlannedReads planned)
    {
        foreach (var read in planned.Reads)
        {
            var dataset = DatasetName.Parse(read.Dataset, reader.Metadata.Namespace!);
            reads.With(dataset.Namespace, dataset.Name, reader.Metadata.Namespace!, reader.Kind, read.BreakGlass is null ? "false" : "true").Add();
            var (columns, rules) = (string.Join(",", read.Columns ?? []), string.Join(",", read.Rules ?? []));
            DataRead(reader.Metadata.Namespace!, reader.Kind, reader.Metadata.Name!, planned.Job, read.Dataset, read.Digest, columns, read.MaxAge, rules, read.BreakGlass, read.At);
        }
    }

    [LoggerMessage(
        EventId = 2400, EventName = "DataRead", Level = LogLevel.Information,
        Message = "{ReaderNamespace} {ReaderKind} {ReaderName} Job {Job} reads {Dataset} version {Digest} columns {Columns} maxAge {MaxAge} by rules {Rules} break-glass {BreakGlass} decided {At:O}")]
    private partial void DataRead(
        string readerNamespace, string readerKind, string readerName, string job, string dataset, string digest, string columns, Duration? maxAge,
        string rules, string? breakGlass, DateTimeOffset at);
}

/// <summary>What a Job is about to read.</summary>
/// <param name="Job">Name of the Job.</param>
/// <param name="Reads">The records.</param>
internal sealed record PlannedReads(string Job, IReadOnlyList<DataRead> Reads);
