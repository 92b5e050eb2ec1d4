using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.Contracts.Training;
using Slipway.Trainer.Training.Parameters;
using Slipway.XGBoost;

namespace Slipway.Trainer.Training.Learning;

/// <summary>Signs that a run went wrong although it ended: reported as warnings, for a person or a gate to judge.</summary>
internal static class SanityChecks
{
    private const double SuddenWorsening = 0.5;
    private const double LargeGap = 0.5;
    private const int SmallBatchRows = 64;
    private const double LargeSkew = 20;
    private const double LargeCoverageDifference = 5; // percentage points

    /// <summary>Very different classes that nothing is done about, and probabilities that are no longer those of the data.</summary>
    internal static IEnumerable<string> OfBalance(ClassBalance? balance)
    {
        if (balance is null) yield break;
        var (rarest, method) = (balance.Classes.MinBy(each => each.Rows)!, balance.Method);
        if (method == ImbalanceMethod.None && balance.Skew > LargeSkew)
            yield return Invariant($"The largest class has {balance.Skew:0} times the rows of the smallest, '{rarest.Class}' ({rarest.Rows}): accuracy says little here; judge by pr_auc and recall, and see spec.imbalance.");
        if (method != ImbalanceMethod.None)
            yield return Invariant($"Classes were balanced by {method} in training, so probabilities are higher for rare classes than in the data: choose thresholds by evaluation.threshold, and do not read them as rates.");
    }

    /// <summary>Splits that find joined rows at different rates do not resemble each other, and neither does what is measured.</summary>
    internal static IEnumerable<string> OfJoins(IReadOnlyList<JoinCoverage> coverage)
    {
        foreach (var join in coverage.GroupBy(each => (each.Join, each.Dataset)))
        {
            var (least, most) = (join.MinBy(each => each.MatchPercent)!, join.MaxBy(each => each.MatchPercent)!);
            if (most.MatchPercent - least.MatchPercent <= LargeCoverageDifference) continue;
            yield return Invariant($"The join with Dataset '{join.Key.Dataset}' finds a row for {most.MatchPercent:0.#} % of the {most.Split} split and {least.MatchPercent:0.#} % of the {least.Split} split: see whether its history begins too late.");
        }
    }

    /// <summary>A few rows must be learned by heart; if not, features and labels do not belong together or a parameter is off.</summary>
    internal static IEnumerable<string> OverfitSmallBatch(IReadOnlyList<DenseBatch> batches, int columns, LearnerParameters parameters)
    {
        var rows = Math.Min(SmallBatchRows, batches[0].Labels.Length);
        var labels = batches[0].Labels[..rows];
        if (labels.Span.IndexOfAnyExcept(labels.Span[0]) < 0) yield break;
        var queries = batches[0].Queries.IsEmpty ? default : batches[0].Queries[..rows];
        using var matrix = Matrices.ForPrediction([new DenseBatch(batches[0].Values[..(rows * columns)], labels) { Queries = queries }], columns, threads: 1);
        var settings = new Dictionary<string, string>
        {
            ["objective"] = parameters.Booster["objective"], ["tree_method"] = "exact", ["max_depth"] = "12", ["min_child_weight"] = "0", ["lambda"] = "0",
            ["eta"] = "0.5", ["nthread"] = "1", ["verbosity"] = "0", ["eval_metric"] = parameters.Metrics[^1],
        };
        if (parameters.Booster.TryGetValue("num_class", out var classes)) settings["num_class"] = classes;
        using var booster = new Booster(settings, matrix);
        KeyValuePair<string, DMatrix>[] sets = [new("batch", matrix)];
        booster.SetParameter("base_score", "0.5");
        booster.Update(matrix, 0);
        var first = booster.Evaluate(0, sets)[^1].Value;
        for (var round = 1; round < 30; round++) booster.Update(matrix, round);
        var last = booster.Evaluate(29, sets)[^1].Value;
        var learned = Objectives.IsLargerBetter(parameters.Metrics[^1]) ? last >= first : last < first * 0.5 || last < 1e-3;
        if (!learned)
            yield return Invariant($"{rows} rows could not be learned by heart ({parameters.Metrics[^1]} {first:0.####} after 1 round, {last:0.####} after 30): the features may not tell these rows apart.");
    }

    internal static IEnumerable<string> OfCurve(TrainedBooster trained, LearnerParameters parameters)
    {
        var metric = parameters.Metrics[^1];
        var larger = Objectives.IsLargerBetter(metric);
        var validation = trained.Curve.Where(point => point.Metric == metric && point.Split == Split.Validation).ToArray();
        if (validation.Length == 0) yield break;
        for (var i = 1; i < validation.Length; i++)
        {
            var (before, now) = (validation[i - 1].Value, validation[i].Value);
            if ((larger ? before - now : now - before) <= SuddenWorsening * Math.Abs(before)) continue;
            yield return Invariant($"{metric} of the validation split worsened suddenly, from {before:0.####} to {now:0.####}, in round {validation[i].Round + 1}.");
            break;
        }

        var best = validation.First(point => point.Round == trained.BestRound).Value;
        var train = trained.Curve.First(point => point.Round == trained.BestRound && point.Metric == metric && point.Split == Split.Train).Value;
        if ((larger ? train - best : best - train) > LargeGap * Math.Abs(best))
            yield return Invariant($"{metric} is {train:0.####} on the train split but {best:0.####} on the validation split: the model has learned rows by heart.");
    }

    internal static IEnumerable<string> OfPredictions(ReadOnlySpan<float> values, int outputs)
    {
        for (var row = 1; row < values.Length / outputs; row++)
            if (!values.Slice(row * outputs, outputs).SequenceEqual(values[..outputs])) return [];
        return values.Length > outputs ? ["The model predicts the same for every row: no feature helped."] : [];
    }

    /// <summary>A noise band of nothing is no certainty.</summary>
    internal static IEnumerable<string> OfNoise(IReadOnlyList<MetricNoise>? noise)
    {
        if (noise is { Count: > 0 } && noise.All(metric => metric.Deviation == 0))
            yield return "The noise band is 0: with these hyperparameters XGBoost draws nothing at random, so that other seeds give the same model. Set subsample or a colsample_ parameter below 1 to measure it.";
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
