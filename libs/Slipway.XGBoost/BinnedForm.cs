namespace Slipway.XGBoost;

/// <summary>How a binned matrix is made and where it is kept.</summary>
public sealed record BinnedForm
{
    /// <summary>XGBoost's <c>max_bin</c>, the same as in training. Default: 256.</summary>
    public int MaxBin { get; init; } = 256;

    /// <summary>Threads used; 0 is all of them.</summary>
    public int Threads { get; init; }

    /// <summary>Matrix whose bins are taken instead of new ones: that of the rows to learn from, for rows to measure on.</summary>
    public DMatrix? Like { get; init; }

    /// <summary>
    /// Path, in a folder that is there, that the names of files begin with in which XGBoost keeps the bins (3.0 and later); memory then has some batches at a time. Null: all are in memory.
    /// </summary>
    public string? CachePrefix { get; init; }
}
