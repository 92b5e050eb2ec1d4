using Slipway.Contracts.Data;
using Slipway.Features;
using Slipway.XGBoost;

namespace Slipway.Trainer.Training.Data;

/// <summary>Computes features in the data engine straight into float32 batches; only a batch is in flight between engine and learner.</summary>
internal static class FeatureRows
{
    /// <summary>Features, labels, weights and queries of the rows to learn from.</summary>
    internal static IReadOnlyList<DenseBatch> Read(TrainingData data, TrainingRows rows, FittedFeatures features, CancellationToken cancellationToken) =>
        All(Open(data, rows.Source, features, Kept(rows), passing: false, cancellationToken));

    /// <summary>Features, labels and queries of one split.</summary>
    internal static IReadOnlyList<DenseBatch> Read(TrainingData data, Split split, FittedFeatures features, Target target, CancellationToken cancellationToken) =>
        ReadLabelled(data, target.Source(split), features, target, cancellationToken);

    /// <summary>Features, labels and queries of a source that has the label's number beside its columns.</summary>
    internal static IReadOnlyList<DenseBatch> ReadLabelled(TrainingData data, string source, FittedFeatures features, Target target, CancellationToken cancellationToken) =>
        All(Open(data, source, features, Kept(target), passing: false, cancellationToken));

    /// <summary>Features of any table, without labels.</summary>
    internal static IReadOnlyList<DenseBatch> Read(TrainingData data, string table, FittedFeatures features, CancellationToken cancellationToken) =>
        All(Open(data, table, features, [], passing: false, cancellationToken));

    /// <summary>The rows to learn from batch by batch, for more rows than memory holds; a batch is gone when the next is asked for.</summary>
    internal static FeatureStream Stream(TrainingData data, TrainingRows rows, FittedFeatures features, CancellationToken cancellationToken) =>
        Open(data, rows.Source, features, Kept(rows), passing: true, cancellationToken);

    /// <summary>The rows of a source that has the label's number beside its columns, in the same way.</summary>
    internal static FeatureStream Stream(TrainingData data, string source, FittedFeatures features, Target target, CancellationToken cancellationToken) =>
        Open(data, source, features, Kept(target), passing: true, cancellationToken);

    private static KeptColumn[] Kept(TrainingRows rows) =>
        [KeptColumns.Label, .. rows.IsWeighted ? [KeptColumns.Weight] : Array.Empty<KeptColumn>(), .. rows.IsRanked ? [KeptColumns.Query] : Array.Empty<KeptColumn>()];

    private static KeptColumn[] Kept(Target target) => [KeptColumns.Label, .. target.QueryColumn is null ? Array.Empty<KeptColumn>() : [KeptColumns.Query]];

    private static FeatureStream Open(TrainingData data, string source, FittedFeatures features, KeptColumn[] kept, bool passing, CancellationToken cancellationToken) =>
        new(data, features.ToSql(source, kept), features.OutputColumns.Count, kept, passing, cancellationToken);

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
