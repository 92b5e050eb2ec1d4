namespace Slipway.Contracts.Training;

/// <summary>What compression cost and gained. The metrics of the report are those of the smaller model.</summary>
public sealed record CompressionReport
{
    /// <summary>How it was made smaller.</summary>
    public required CompressionMethod Method { get; init; }

    /// <summary>The model that was learned.</summary>
    public required ModelSize Teacher { get; init; }

    /// <summary>The model that is published.</summary>
    public required ModelSize Model { get; init; }

    /// <summary>Mean absolute difference of their scores on the test split.</summary>
    public required double MeanDifference { get; init; }
}

/// <summary>Size, speed and quality of a model file.</summary>
/// <param name="Bytes">Size of the file.</param>
/// <param name="Trees">Trees in it.</param>
/// <param name="Nodes">Nodes of all trees, leaves included.</param>
/// <param name="LatencyMicroseconds">Median time of a request of one row inside the engine.</param>
/// <param name="Metric">What it is judged by: <c>roc_auc</c>, <c>log_loss</c>, <c>r2</c> or <c>ndcg</c>.</param>
/// <param name="Value">Its value on the test split; null where it is undefined.</param>
public sealed record ModelSize(long Bytes, int Trees, long Nodes, double LatencyMicroseconds, string Metric, double? Value);
