using Slipway.DuckDb;
using Slipway.Features;
using Slipway.XGBoost;

namespace Slipway.Trainer.Training.Data;

/// <summary>Features as a query gives them, in float32 batches; only one batch is in flight between engine and learner. Before the features come those columns that are kept beside them.</summary>
/// <remarks>Guarantees: the rows come in the same order each time, which is that of the files.</remarks>
/// <param name="data">Where the query runs.</param>
/// <param name="sql">What is kept, then the features.</param>
/// <param name="columns">Number of feature columns.</param>
/// <param name="kept">What is kept.</param>
/// <param name="passing">Whether a batch is used before the next is asked for, so that one piece of memory serves all.</param>
/// <param name="cancellationToken">Stops the query.</param>
internal sealed class FeatureStream(TrainingData data, string sql, int columns, KeptColumn[] kept, bool passing, CancellationToken cancellationToken) : IBatchSource, IDisposable
{
    private readonly FeatureBatch batch = new(columns, kept);
    private QueryResult? result;
    private DataChunk? next; // did not fit any more
    private bool ended;

    public void Rewind()
    {
        Dispose();
        batch.Clear();
        ended = false;
    }

    public DenseBatch? Next() => ended ? null : data.Run(Fill);

    public void Dispose()
    {
        result?.Dispose();
        (result, next) = (null, null);
    }

    private DenseBatch? Fill()
    {
        result ??= data.Connection.Query(sql, cancellationToken);
        if (next is not null) batch.Append(next);
        while ((next = result.NextChunk()) is not null)
        {
            if (!batch.HasRoomFor(next.RowCount)) return Filled();
            batch.Append(next);
        }

        ended = true;
        Dispose();
        return batch.Rows > 0 ? Filled() : null;
    }

    private DenseBatch Filled() => passing ? batch.Lend() : batch.Take();
}
