namespace Slipway.Trainer.Evaluation.Metrics;

/// <summary>A running mean with its interval.</summary>
internal struct MeanOf
{
    private double sum;
    private double squares;
    private long count;

    internal readonly double Mean => sum / count;

    internal readonly Interval? Interval => Intervals.Mean(sum, squares, count);

    internal void Add(double value)
    {
        sum += value;
        squares += value * value;
        count++;
    }
}
