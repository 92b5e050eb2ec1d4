namespace Slipway.XGBoost;

/// <summary>Rows batch by batch, from the start as often as they are asked for; XGBoost passes over them several times while it makes a binned matrix.</summary>
/// <remarks>Assumptions: the same batches in the same order each time. A batch's memory has to stay as it is until the next is asked for.</remarks>
public interface IBatchSource
{
    /// <summary>Begins again with the first batch.</summary>
    void Rewind();

    /// <summary>The next batch, or null after the last.</summary>
    DenseBatch? Next();
}

/// <summary>Batches that are all in memory.</summary>
internal sealed class BatchList(IReadOnlyList<DenseBatch> batches) : IBatchSource
{
    private int position;

    public void Rewind() => position = 0;

    public DenseBatch? Next() => position == batches.Count ? null : batches[position++];
}
