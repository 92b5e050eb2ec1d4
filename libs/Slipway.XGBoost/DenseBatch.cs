namespace Slipway.XGBoost;

/// <summary>Some rows of a matrix: row-major float32 with NaN for missing, with the labels (and weights, when used) of the same rows.</summary>
/// <param name="Values">Rows times columns values.</param>
/// <param name="Labels">One label per row.</param>
/// <param name="Weights">One weight per row, or empty for equal weights.</param>
public sealed record DenseBatch(ReadOnlyMemory<float> Values, ReadOnlyMemory<float> Labels, ReadOnlyMemory<float> Weights = default)
{
    /// <summary>For ranking: a number per row; rows that follow each other with the same number are one query. Else empty.</summary>
    public ReadOnlyMemory<float> Queries { get; init; }
}
