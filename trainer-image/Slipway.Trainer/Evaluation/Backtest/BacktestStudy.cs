using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.Contracts.Training;
using Slipway.Trainer.Evaluation.Metrics;
using Slipway.Trainer.Evaluation.Sets;
using Slipway.Trainer.Evaluation.Stability;
using Slipway.Trainer.Steps;
using Slipway.Trainer.Training;
using Slipway.Trainer.Training.Data;
using Slipway.Trainer.Training.Learning;
using Slipway.XGBoost;

namespace Slipway.Trainer.Evaluation.Backtest;

/// <summary>Trains the model again on the past, period by period, and measures it on what came next and on a set that does not change.</summary>
/// <remarks>
/// Guarantees: statistics of features are taken from the past alone, too; each training has as many rounds as the model, so that no later row decides when it stops. The version in use is
/// measured on the very rows of each period, which is what makes the two comparable.
/// </remarks>
internal sealed class BacktestStudy(RunContext run, PreparedData prepared, Evaluator evaluator, int rounds, Champion? champion)
{
    private const string Latest = BacktestReport.SlicePrefix + "latest";
    private const string Static = BacktestReport.SlicePrefix + "static";
    private const string Progressive = BacktestReport.SlicePrefix + "progressive";

    internal BacktestResults Run(BacktestPolicy policy, IReadOnlyList<OpenedSet> sets, CancellationToken cancellationToken)
    {
        var at = sets.Index().FirstOrDefault(set => set.Item.Name == policy.StaticSet, (-1, null!)).Index;
        if (at < 0)
            throw StepException.Invalid("UnknownStaticSet", $"evaluation.backtest.staticSet '{policy.StaticSet}' is none of evaluation.sets.", $"Name one of {string.Join(", ", sets.Select(set => set.Name))}, or add it.");
        var periods = BacktestPeriods.Cut(prepared, policy, cancellationToken);
        var unchanged = $"(SELECT * FROM (SELECT *, {prepared.Target.ToSql()} AS {Training.Data.Target.Alias} FROM {prepared.Target.ByQuery(SetTable.Name(at))}) WHERE {Training.Data.Target.Alias} IS NOT NULL)";
        var folds = new List<MeasuredFold>();
        for (var fold = 0; fold < periods.Folds; fold++)
        {
            run.Report($"backtest {fold + 1} of {periods.Folds}: training on the past, testing what came next");
            folds.Add(Measure(periods, fold, unchanged, cancellationToken));
        }

        return Summarise(policy, sets[at], folds, unchanged, cancellationToken);
    }

    private MeasuredFold Measure(BacktestPeriods periods, int fold, string unchanged, CancellationToken cancellationToken)
    {
        var (data, past, period) = (prepared.Data, periods.Past(fold), periods.Period(fold));
        var features = Fit(fold, past, cancellationToken);
        var train = FeatureRows.Read(data, prepared.Rows.Like(past), features, cancellationToken);
        // A parent of a warm start may have learned the very period that is tested.
        var parameters = prepared.Parameters.FromNothing with { Rounds = rounds, EarlyStoppingRounds = null };
        using var matrix = Matrices.ForTraining(train, features.OutputColumns.Count, parameters, run.Threads);
        using var trained = run.Timer.Measure(() => new BoostingLoop(parameters, new StepProgress("train", TextWriter.Null, run.Step.Clock), run.Step.Clock).Train(matrix, null, cancellationToken));
        var (next, held) = (Score(trained, period, features, cancellationToken), Score(trained, unchanged, features, cancellationToken));
        return new MeasuredFold(periods.Range(data, past, cancellationToken).First, periods.Range(data, period, cancellationToken), train.Sum(batch => (long)batch.Labels.Length), next, held, Champion(period, next, cancellationToken));
    }

    private Slipway.Features.FittedFeatures Fit(int fold, string past, CancellationToken cancellationToken)
    {
        try
        {
            return FeatureFitting.Fit(prepared.Program, prepared.Data, past, cancellationToken);
        }
        catch (StepException thin)
        {
            throw thin.Within(string.Create(CultureInfo.InvariantCulture, $"evaluation.backtest, fold {fold + 1}, whose past may be too short (lower folds)"));
        }
    }

    private ScoredRows Score(TrainedBooster trained, string source, Slipway.Features.FittedFeatures features, CancellationToken cancellationToken)
    {
        using var rows = new MeasuredRows(FeatureRows.ReadLabelled(prepared.Data, source, features, prepared.Target, cancellationToken), features.OutputColumns.Count, run.Threads);
        var scores = rows.Matrix is null ? [] : trained.Booster.Predict(rows.Matrix, PredictionKind.Value, trained.Rounds).Values;
        return new ScoredRows(Split.Test, scores, [.. rows.Labels.Select(label => (double)label)], []) { Queries = rows.Queries };
    }

    private List<MetricValue> Champion(string source, ScoredRows rows, CancellationToken cancellationToken) => champion is null || rows.Labels.Length == 0
        ? []
        : [.. champion.Evaluator(run.Spec.Evaluation).MeasureAll(rows with { Scores = champion.Score(source, cancellationToken).Scores })];

    private BacktestResults Summarise(BacktestPolicy policy, OpenedSet set, List<MeasuredFold> folds, string unchanged, CancellationToken cancellationToken)
    {
        var metric = HeadlineMeasure.Name(prepared.Target.Task);
        var all = new ScoredRows(Split.Test, [.. folds.SelectMany(fold => fold.Next.Scores)], [.. folds.SelectMany(fold => fold.Next.Labels)], []) { Queries = [.. folds.SelectMany(fold => fold.Next.Queries)] };
        var (last, pooled) = (folds[^1], evaluator.MeasureAll(all).ToList());
        var report = new BacktestReport
        {
            Metric = metric, StaticSet = policy.StaticSet, StaticDigest = set.Pinned.Pin.Digest, Champion = champion?.Version,
            Folds =
            [
                .. folds.Select(fold => new BacktestFold
                {
                    TrainFrom = fold.From, TestFrom = fold.Tested.First, TestTo = fold.Tested.Last, TrainRows = fold.TrainRows, TestRows = fold.Next.Labels.Length,
                    Period = Find(evaluator.MeasureAll(fold.Next), metric), Static = Find(evaluator.MeasureAll(fold.Held), metric), Champion = Find(fold.Champion, metric)?.Value,
                }),
            ],
            Progressive = Find(pooled, metric),
        };
        if (report.Folds[^1].Period?.Value is null || report.Folds[^1].Static?.Value is null)
            run.Warn($"The backtest needs {metric} of both the latest period and '{policy.StaticSet}', and one of them is undefined: rows without a label, or of one class.");
        return new BacktestResults(
            report,
            [.. Of(evaluator.MeasureAll(last.Next), Latest), .. Of(evaluator.MeasureAll(last.Held), Static), .. Of(pooled, Progressive)],
            [.. Of(last.Champion, Latest), .. Of(Champion(unchanged, last.Held, cancellationToken), Static)]);
    }

    private static MetricValue? Find(IEnumerable<MetricValue> metrics, string name) => metrics.FirstOrDefault(metric => metric.Metric == name);

    private static IEnumerable<MetricValue> Of(IEnumerable<MetricValue> metrics, string slice) => metrics.Select(metric => metric with { Slice = slice });

    private sealed record MeasuredFold(DateTimeOffset From, (DateTimeOffset First, DateTimeOffset Last) Tested, long TrainRows, ScoredRows Next, ScoredRows Held, IReadOnlyList<MetricValue> Champion);
}

/// <summary>What a backtest found.</summary>
/// <param name="Report">The periods.</param>
/// <param name="Metrics">What gates can name.</param>
/// <param name="Champion">The same of the version in use, on the same rows.</param>
internal sealed record BacktestResults(BacktestReport Report, IReadOnlyList<MetricValue> Metrics, IReadOnlyList<MetricValue> Champion);
