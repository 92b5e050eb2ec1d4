using Slipway.Contracts.Training;

namespace Slipway.Trainer.Evaluation.Metrics;

/// <summary>Names of the metrics and which way they improve.</summary>
internal static class MetricNames
{
    internal const string BaseRate = "base_rate";
    internal const string Accuracy = "accuracy";
    internal const string Precision = "precision";
    internal const string Recall = "recall";
    internal const string F1 = "f1";
    internal const string RocAuc = "roc_auc";
    internal const string PrAuc = "pr_auc";
    internal const string LogLoss = "log_loss";
    internal const string Brier = "brier";
    internal const string Ece = "ece";
    internal const string Bias = "bias";
    internal const string SelectionRate = "selection_rate";
    internal const string FalsePositiveRate = "false_positive_rate";
    internal const string MeanCost = "mean_cost";
    internal const string MacroF1 = "macro_f1";
    internal const string Mae = "mae";
    internal const string Mse = "mse";
    internal const string Rmse = "rmse";
    internal const string R2 = "r2";
    internal const string Ndcg = "ndcg";
    internal const string Map = "map";

    internal const string ChangedDecisions = "changed_decisions";
    internal const string LargestChange = "largest_change";
    internal const string MeanChange = "mean_change";
    internal const string PairChangedDecisions = "pair_changed_decisions";
    internal const string PairLargestDifference = "pair_largest_difference";
    internal const string PairMeanDifference = "pair_mean_difference";
    internal const string ScoreCorrelation = "score_correlation";

    internal const string FailureRate = "failure_rate";
    internal const string FoundSlices = "found_slices";

    /// <summary>Whether a metric says how far a model is from the version in use.</summary>
    internal static bool ComparesVersions(string metric) => metric is ChangedDecisions or LargestChange or MeanChange or ScoreCorrelation;

    /// <summary>How good a value is, larger being better: errors count negative, and a bias is as bad as it is far from 0.</summary>
    internal static double Goodness(string metric, double value) => metric.Split('[')[0] switch
    {
        _ when SliceDifference.Is(metric) => -value,
        LogLoss or Brier or Ece or Mae or Mse or Rmse or FalsePositiveRate or MeanCost
            or ChangedDecisions or LargestChange or MeanChange or PairChangedDecisions or PairLargestDifference or PairMeanDifference
            or FailureRate or FoundSlices => -value,
        Bias => -Math.Abs(value),
        _ => value,
    };

    /// <summary>A metric of one class, such as recall[setosa], or of one behaviour test, such as failure_rate[minors].</summary>
    internal static string OfClass(string metric, string name) => $"{metric}[{name}]";
}
