using Slipway.XGBoost;

namespace Slipway.Trainer.Tests.Training.Export.Grid;

/// <summary>The configurations: objective, booster, tree method, missing values, categories, parallel trees, early stopping, base score, depth and pruning.</summary>
internal static class OnnxGrid
{
    /// <summary>Differences are relative to the largest margin, at least 1.</summary>
    internal const double Tolerance = 1e-6;

    internal static IReadOnlyList<GridConfiguration> All { get; } =
    [
        new("binary:logistic"),
        new("binary:logistic", "base_score=0.2"),
        new("binary:logistic", "base_score=0.999"),
        new("binary:logistic", "scale_pos_weight=50 max_depth=9 eta=1"),
        new("binary:logistic", "num_parallel_tree=4 subsample=0.5 colsample_bynode=0.5 eta=1"),
        new("binary:logistic", "booster=dart rate_drop=0.5"),
        new("binary:logistic", "booster=dart rate_drop=0.5 normalize_type=forest one_drop=1"),
        new("binary:logistic", "booster=dart rate_drop=0.5 base_score=0.1", Used: 6),
        new("binary:logistic", "booster=dart rate_drop=0.3 num_parallel_tree=2 subsample=0.7"),
        new("binary:logistic", "tree_method=exact gamma=4 max_depth=8"),
        new("binary:logistic", "tree_method=exact max_depth=12 gamma=1 min_child_weight=0"),
        new("binary:logistic", "tree_method=approx"),
        new("binary:logistic", "tree_method=approx gamma=2 base_score=0.05", Missing: 0.6),
        new("binary:logistic", "grow_policy=lossguide max_depth=0 max_leaves=63"),
        new("binary:logistic", "min_child_weight=1000000"),
        new("binary:logistic", "max_depth=1", Rounds: 30),
        new("binary:logistic", Missing: 0),
        new("binary:logistic", Missing: 0.6),
        new("binary:logistic", "num_parallel_tree=3 subsample=0.5", Used: 4),
        new("binary:logistic", "max_bin=8 monotone_constraints=(1,0,0,0,-1,0)"),
        new("binary:logistic", Categorical: true),
        new("binary:logistic", "max_cat_to_onehot=1", Categorical: true),
        new("binary:logistic", "max_cat_to_onehot=100 tree_method=approx", Categorical: true, Missing: 0.5),
        new("binary:logistic", "booster=dart rate_drop=0.4 max_cat_to_onehot=1", Categorical: true),
        new("binary:logitraw"),
        new("binary:logitraw", "base_score=0.3"),
        new("binary:hinge"),
        new("binary:hinge", "base_score=0.1 tree_method=exact"),
        new("reg:logistic", "base_score=0.3"),
        new("reg:logistic", "tree_method=exact", Missing: 0.6),
        new("multi:softprob", "num_class=3"),
        new("multi:softprob", "num_class=5 num_parallel_tree=3 subsample=0.6"),
        new("multi:softprob", "num_class=3 booster=dart rate_drop=0.4"),
        new("multi:softprob", "num_class=3 min_child_weight=1000000"),
        new("multi:softprob", "num_class=3 num_parallel_tree=2 subsample=0.5", Used: 4),
        new("multi:softprob", "num_class=4 max_cat_to_onehot=1", Categorical: true),
        new("multi:softprob", "num_class=3 tree_method=exact base_score=0.7 gamma=1"),
        new("multi:softmax", "num_class=3"),
        new("multi:softmax", "num_class=5 tree_method=approx"),
        new("reg:squarederror"),
        new("reg:squarederror", "base_score=-7.5 num_parallel_tree=2 subsample=0.7"),
        new("reg:squarederror", "max_depth=0 max_leaves=200 grow_policy=lossguide"),
        new("reg:squarederror", "tree_method=exact gamma=100", Used: 5),
        new("reg:squarederror", "max_cat_to_onehot=1", Categorical: true, Missing: 0.4),
        new("reg:squarederror", Targets: 2),
        new("reg:squarederror", "num_parallel_tree=2 subsample=0.7", Targets: 3, Used: 4),
        new("reg:squarederror", "booster=dart rate_drop=0.5 tree_method=approx"),
        new("reg:absoluteerror"),
        new("reg:absoluteerror", "tree_method=approx subsample=0.7"),
        new("reg:pseudohubererror"),
        new("reg:squaredlogerror"),
        new("count:poisson"),
        new("count:poisson", "base_score=3 booster=dart rate_drop=0.4"),
        new("reg:gamma", "base_score=2"),
        new("reg:tweedie", "tweedie_variance_power=1.3"),
        new("reg:tweedie", "base_score=0.5 tree_method=exact"),
        new("survival:cox"),
        new("survival:aft", "aft_loss_distribution=normal aft_loss_distribution_scale=1.2"),
        new("survival:aft", "base_score=4 tree_method=exact"),
        new("rank:ndcg"),
        new("rank:pairwise", "base_score=0.25 tree_method=approx"),
        new("rank:map", "booster=dart rate_drop=0.3"),
        .. XGBoostLibrary.HasDeviceParameter
            ? (GridConfiguration[])[new("reg:quantileerror", "quantile_alpha=0.8"), new("reg:quantileerror", "quantile_alpha=0.2 base_score=1")]
            : [new("reg:absoluteerror", "num_parallel_tree=2 subsample=0.7")],
    ];
}
