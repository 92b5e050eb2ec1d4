using Slipway.Contracts.Data;

namespace Slipway.Api.Datasets;

/// <summary>The columns that a Dataset has: declared, or inferred by its first snapshot.</summary>
public static class DatasetColumns
{
    /// <summary>The columns; null while they are neither declared nor inferred.</summary>
    public static IReadOnlyList<Column>? Of(Dataset dataset) => dataset.Spec.Schema?.Columns ?? dataset.Status?.Schema;
}
