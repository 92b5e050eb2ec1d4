using Slipway.Contracts.Training;
using Slipway.Trainer.Evaluation.Backtest;
using Slipway.Trainer.Evaluation.Behaviour;
using Slipway.Trainer.Evaluation.Explanations;
using Slipway.Trainer.Evaluation.Sets;
using Slipway.Trainer.Evaluation.SliceFinding;
using Slipway.Trainer.Evaluation.Stability;
using Slipway.Trainer.Training;
using Slipway.Trainer.Training.Export;
using Slipway.Trainer.Training.Learning;

namespace Slipway.Trainer.Evaluation;

/// <summary>What is looked at besides the metrics of rows and slices: behaviour, unknown slices, periods, stability, explanations.</summary>
internal sealed class FurtherEvaluation(RunContext run, PreparedData prepared, GraphScorer scorer, float threshold, TrainedBooster trained, int learnedRounds, ChampionFile? champion)
{
    private readonly EvaluationPolicy policy = run.Spec.Evaluation;

    /// <param name="evaluator">Measures rows with the model's threshold.</param>
    /// <param name="test">The test split.</param>
    /// <param name="held">What was given on the evaluation sets.</param>
    /// <param name="cancellationToken">Stops between rows and trainings.</param>
    internal FurtherResults Measure(Evaluator evaluator, ScoredRows test, SetResults held, CancellationToken cancellationToken)
    {
        using var inUse = Champion.Open(run, prepared, champion);
        var own = new Predictions(test.Scores, prepared.Target, threshold);
        var behaviour = policy.Behaviour is { Count: > 0 } tests ? new BehaviourStudy(run, prepared, scorer, threshold).Run(tests, cancellationToken) : null;
        var slices = policy.SliceFinder is { } finder ? new SliceFinder(prepared, scorer, policy).Find(finder, cancellationToken) : null;
        var backtest = policy.Backtest is { } wanted ? new BacktestStudy(run, prepared, evaluator, learnedRounds, inUse).Run(wanted, held.Sets, cancellationToken) : null;
        var before = inUse?.Score(prepared.Target.Source(test.Split), cancellationToken);
        List<StabilityComparison> onTest = before is null ? [] : [.. StabilityStudy.Compare(own, before, test.Slices, policy.MinSliceRows)];
        return new FurtherResults
        {
            Behaviour = behaviour, SliceFinder = slices, Backtest = backtest?.Report, Stability = Stability(onTest, held),
            Explanations = new ExplanationStudy(run, prepared, trained).Explain(policy.Explanations ?? new ExplanationPolicy(), test, own, cancellationToken),
            Metrics =
            [
                .. (behaviour ?? []).SelectMany(BehaviourStudy.Metrics), .. slices is null ? [] : (MetricValue[])[SliceFinder.Metric(slices)], .. backtest?.Metrics ?? [],
                .. onTest.SelectMany(StabilityStudy.Metrics),
            ],
            ChampionMetrics = before is null ? null : [.. OfChampion(inUse!, before, test), .. backtest?.Champion ?? []],
        };
    }

    // Its numbers on record are of the rows of its own test split; these are of the same rows as its successor's.
    private IEnumerable<MetricValue> OfChampion(Champion inUse, Predictions before, ScoredRows test)
    {
        var (evaluator, rows) = (inUse.Evaluator(policy), test with { Scores = before.Scores });
        return [.. evaluator.MeasureAll(rows), .. evaluator.MeasureSlices(rows, policy.MinSliceRows).Metrics];
    }

    private StabilityReport? Stability(List<StabilityComparison> onTest, SetResults held)
    {
        var onSets = held.Reports.Where(report => report.Reference is not null).ToList();
        if (onTest.Count == 0 && onSets.Count == 0) return null;
        return new StabilityReport(champion?.Version ?? onSets[0].Reference!.Version, [.. onTest, .. onSets.Select(report => StabilityStudy.OfSet(report.Dataset, report.Reference!))]);
    }
}

/// <summary>What was found besides the metrics of rows and slices.</summary>
internal sealed record FurtherResults
{
    internal IReadOnlyList<BehaviourResult>? Behaviour { get; init; }

    internal SliceFinderReport? SliceFinder { get; init; }

    internal BacktestReport? Backtest { get; init; }

    internal StabilityReport? Stability { get; init; }

    internal ExplanationReport? Explanations { get; init; }

    /// <summary>What gates can name.</summary>
    internal required IReadOnlyList<MetricValue> Metrics { get; init; }

    /// <summary>Metrics of the version in use on the same rows; null where it was not scored.</summary>
    internal required IReadOnlyList<MetricValue>? ChampionMetrics { get; init; }

    /// <summary>What gates compare with: the same rows where they were scored, else what is on record of the test split.</summary>
    /// <param name="recorded">What is on record, evaluation sets included; null without a version in use.</param>
    internal IReadOnlyList<MetricValue>? ChampionOf(IReadOnlyList<MetricValue>? recorded) =>
        ChampionMetrics is null ? recorded : [.. ChampionMetrics, .. (recorded ?? []).Where(metric => metric.Dataset is not null)];
}
