using Slipway.Contracts.Training;
using Slipway.Trainer.Evaluation.Metrics;
using Slipway.Trainer.Training;
using Slipway.Trainer.Training.Export;

namespace Slipway.Trainer.Evaluation.Behaviour;

/// <summary>Runs the behaviour tests: raw columns are changed in the data engine and go through the exported file, as a request would.</summary>
/// <remarks>Caveats: joined columns stay as they are when a column that a join reads is changed.</remarks>
internal sealed class BehaviourStudy(RunContext run, PreparedData prepared, GraphScorer scorer, float threshold)
{
    private const int MostExamples = 5;

    internal IReadOnlyList<BehaviourResult> Run(IReadOnlyList<BehaviourTest> tests, CancellationToken cancellationToken) => [.. tests.Select(test => Run(test, cancellationToken))];

    /// <summary>What gates can name of a result.</summary>
    internal static IEnumerable<MetricValue> Metrics(BehaviourResult result)
    {
        yield return new MetricValue { Metric = MetricNames.OfClass(MetricNames.FailureRate, result.Name), Value = result.FailureRate, Low = result.Low, High = result.High, N = result.Rows };
        if (result.Type == BehaviourType.MinimumFunctionality) yield break;
        yield return new MetricValue { Metric = MetricNames.OfClass(MetricNames.MeanChange, result.Name), Value = result.MeanChange, N = result.Rows };
        yield return new MetricValue { Metric = MetricNames.OfClass(MetricNames.LargestChange, result.Name), Value = result.LargestChange, N = result.Rows };
    }

    private BehaviourResult Run(BehaviourTest test, CancellationToken cancellationToken)
    {
        run.Report($"behaviour test {test.Name}");
        BehaviourRules.Require(test, prepared.Target);
        using var rows = BehaviourRows.Open(prepared, test, cancellationToken);
        var before = new Predictions(rows.Score(scorer, Variation.None, cancellationToken), prepared.Target, threshold);
        var variations = test.Type == BehaviourType.MinimumFunctionality ? [] : new Variations(run, prepared, test, rows).Make(cancellationToken);
        var after = variations.Select(variation => before with { Scores = rows.Score(scorer, variation, cancellationToken) }).ToList();
        if (rows.Count == 0) run.Warn($"Behaviour test '{test.Name}' has no rows to test: change its where, or give it cases.");

        var judge = new BehaviourJudge(test, before, after);
        var verdicts = Enumerable.Range(0, rows.Count).Where(row => variations.Count == 0 || variations.Any(variation => variation.Applies(row))).Select(judge.Judge).ToList();
        var failures = verdicts.Count(verdict => verdict.Failed);
        var interval = Intervals.Proportion(failures, verdicts.Count);
        var changes = variations.Count > 0 && verdicts.Count > 0 ? verdicts.ConvertAll(verdict => verdict.Change) : null;
        return new BehaviourResult
        {
            Name = test.Name, Type = test.Type, Statement = BehaviourWords.Statement(test, prepared.Target, variations), Rows = verdicts.Count, Failures = failures,
            FailureRate = verdicts.Count == 0 ? null : (double)failures / verdicts.Count, Low = interval?.Low, High = interval?.High,
            MeanChange = Finite(changes?.Average()), LargestChange = Finite(changes?.Max()),
            Examples = failures == 0 ? null :
            [
                .. verdicts.Where(verdict => verdict.Failed).OrderByDescending(verdict => verdict.Severity).ThenBy(verdict => verdict.Row).Take(MostExamples)
                    .Select(verdict => rows.Example(verdict, before, after, variations, cancellationToken)),
            ],
        };
    }

    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
