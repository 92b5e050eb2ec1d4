using Slipway.Contracts.Data;

namespace Slipway.Api.Datasets;

/// <summary>The columns that a Dataset has: declared, or inferred by its first snapshot.</summary>
public static class DatasetColumns
{
    /// <summary>The columns that its versions have; null while they are neither declared nor inferred.</summary>
    public static IReadOnlyList<Column>? Of(Dataset dataset) => OfSource(dataset) is { } columns ? Protections.Published(columns) : null;

    /// <summary>The columns that its source has, before any is dropped or pseudonymised.</summary>
    public static IReadOnlyList<Column>? OfSource(Dataset dataset) => dataset.Spec.Schema?.Columns ?? dataset.Status?.Schema;
}
