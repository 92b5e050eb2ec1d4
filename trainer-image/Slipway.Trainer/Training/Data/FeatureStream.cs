using Slipway.DuckDb;
using Slipway.Features;
using Slipway.XGBoost;

namespace Slipway.Trainer.Training.Data;

/// <summary>Features as a query gives them, in float32 batches; only one batch is in flight between engine and learner. Before the features come those columns that are kept beside them.</summary>
/// <remarks>Guarantees: the rows come in the same order each time, which is that of the files.</remarks>
internal sealed class FeatureStream(TrainingData data, string sql, int columns, KeptColumn[] kept, CancellationToken cancellationToken) : IBatchSource, IDisposable
{
    private readonly FeatureBatch batch = new(columns, kept);
    private QueryResult? result;
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
        result = null;
    }

    private DenseBatch? Fill()
    {
        result ??= data.Connection.Query(sql, cancellationToken);
        while (result.NextChunk() is { } chunk)
        {
            var full = batch.HasRoomFor(chunk.RowCount) ? null : batch.Take();
            batch.Append(chunk);
            if (full is not null) return full;
        }

        ended = true;
        Dispose();
        return batch.Rows > 0 ? batch.Take() : null;
    }
}
