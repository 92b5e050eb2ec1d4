using Slipway.Kubernetes.Resources;

namespace Slipway.Api.Datasets;

/// <summary>Data that models learn from: a source, a schema with limits, and the immutable versions that were accepted.</summary>
[CustomResource("datasets", "sds")]
[PrinterColumn("Ready", ".status.conditions[?(@.type==\"Ready\")].status")]
[PrinterColumn("Phase", ".status.phase")]
[PrinterColumn("Ingest", ".status.lastSnapshot.phase")]
[PrinterColumn("Rows", ".status.current.rows", "integer")]
[PrinterColumn("Version", ".status.current.shortDigest")]
[PrinterColumn("Ingest-ID", ".status.lastSnapshot.id", Priority = 1)]
[PrinterColumn("Message", ".status.conditions[?(@.type==\"Ready\")].message")]
public sealed record Dataset() : KubernetesObject(SlipwayApi.GroupVersion, "Dataset"), ISlipwayObject<DatasetStatus>
{
    /// <summary>What the data is and what it has to be.</summary>
    public required DatasetSpec Spec { get; init; }

    /// <summary>The versions that were accepted.</summary>
    public DatasetStatus? Status { get; init; }
}
