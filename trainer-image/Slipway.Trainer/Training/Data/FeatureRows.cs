using Slipway.Contracts.Data;
using Slipway.Features;
using Slipway.XGBoost;

namespace Slipway.Trainer.Training.Data;

/// <summary>Computes features in the data engine straight into float32 batches; only a batch is in flight between engine and learner.</summary>
internal static class FeatureRows
{
    /// <summary>Features, labels, weights and queries of the rows to learn from.</summary>
    internal static IReadOnlyList<DenseBatch> Read(TrainingData data, TrainingRows rows, FittedFeatures features, CancellationToken cancellationToken) =>
        All(Stream(data, rows, features, cancellationToken));

    /// <summary>Features, labels and queries of one split.</summary>
    internal static IReadOnlyList<DenseBatch> Read(TrainingData data, Split split, FittedFeatures features, Target target, CancellationToken cancellationToken) =>
        ReadLabelled(data, target.Source(split), features, target, cancellationToken);

    /// <summary>Features, labels and queries of a source that has the label's number beside its columns.</summary>
    internal static IReadOnlyList<DenseBatch> ReadLabelled(TrainingData data, string source, FittedFeatures features, Target target, CancellationToken cancellationToken) =>
        All(Stream(data, source, features, target, cancellationToken));

    /// <summary>Features of any table, without labels.</summary>
    internal static IReadOnlyList<DenseBatch> Read(TrainingData data, string table, FittedFeatures features, CancellationToken cancellationToken) =>
        All(Open(data, table, features, [], cancellationToken));

    /// <summary>The rows to learn from batch by batch, for more rows than memory holds.</summary>
    internal static FeatureStream Stream(TrainingData data, TrainingRows rows, FittedFeatures features, CancellationToken cancellationToken) =>
        Open(data, rows.Source, features, [KeptColumns.Label, .. rows.IsWeighted ? [KeptColumns.Weight] : Array.Empty<KeptColumn>(), .. rows.IsRanked ? [KeptColumns.Query] : Array.Empty<KeptColumn>()], cancellationToken);

    /// <summary>The rows of a source that has the label's number beside its columns, batch by batch.</summary>
    internal static FeatureStream Stream(TrainingData data, string source, FittedFeatures features, Target target, CancellationToken cancellationToken) =>
        Open(data, source, features, [KeptColumns.Label, .. target.QueryColumn is null ? Array.Empty<KeptColumn>() : [KeptColumns.Query]], cancellationToken);

    private static FeatureStream Open(TrainingData data, string source, FittedFeatures features, KeptColumn[] kept, CancellationToken cancellationToken) =>
        new(data, features.ToSql(source, kept), features.OutputColumns.Count, kept, cancellationToken);

    private static List<DenseBatch> All(FeatureStream stream)
    {
        using (stream)
        {
            var batches = new List<DenseBatch>();
            while (stream.Next() is { } batch) batches.Add(batch);
            return batches;
        }
    }
}
