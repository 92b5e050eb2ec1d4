using System.Globalization;
using System.Xml.Linq;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.Trainer.Evaluation.Metrics;
using Slipway.Trainer.Pages;

namespace Slipway.Trainer.ModelCards;

/// <summary>How good it is, for readers who do not know the metrics: counts of a hundred rows, beside what the zero rule would do.</summary>
internal static class PlainWords
{
    internal static XElement? Of(TrainSpec spec, EvaluationReport report)
    {
        var sentences = (spec.Task switch { LearningTask.Regression => Regression(spec, report), LearningTask.Ranking => Ranking(report), _ => Classes(report) }).ToList();
        return sentences.Count == 0 ? null : Markup.Section("In plain words", Markup.Element("ul", sentences.Select(sentence => Markup.Element("li", sentence))));
    }

    private static IEnumerable<string> Classes(EvaluationReport report)
    {
        var known = Find(report, MetricNames.Accuracy);
        if (known is { Value: { } accuracy, Baseline: { } rule })
            yield return Text($"Of 100 rows that it has never seen, it is right about {100 * accuracy:0.#}. Whoever always names the most frequent class is right about {100 * rule:0.#}.");
        if (report is { Task: LearningTask.Binary, Threshold: { } threshold, Classes: { Count: 2 } classes } && Find(report, MetricNames.Precision)?.Value is { } precision && Find(report, MetricNames.Recall)?.Value is { } recall)
        {
            yield return Text($"It says {classes[1]} from a probability of {threshold.Value:0.###}. Of 100 rows of which it says so, {100 * precision:0.#} are; of 100 rows that are, it finds {100 * recall:0.#}.");
        }

        if (Find(report, MetricNames.RocAuc)?.Value is { } area)
            yield return Text($"Of one row that is {report.Classes?[^1]} and one that is not, it gives the first the higher probability in {100 * area:0.#} of 100 cases; by chance it would be 50.");
        if (Find(report, MetricNames.Ece)?.Value is { } error)
            yield return Text($"Its probabilities are off by {100 * error:0.##} percentage points in the mean: where it says 70 %, about 70 of 100 rows should be so.");
    }

    private static IEnumerable<string> Regression(TrainSpec spec, EvaluationReport report)
    {
        if (Find(report, MetricNames.Mae) is { Value: { } error } mae)
            yield return Text($"Its predictions of {spec.Label} are off by {error:G4} in the mean{(mae.Baseline is { } rule ? string.Create(CultureInfo.InvariantCulture, $"; whoever always names the mean is off by {rule:G4}") : "")}.");
        if (Find(report, MetricNames.R2)?.Value is { } share)
            yield return Text($"It explains {100 * share:0.#} % of the differences between rows.");
        if (Find(report, MetricNames.Bias)?.Value is { } bias)
            yield return Text($"In the mean it predicts {Math.Abs(bias):G3} too {(bias >= 0 ? "much" : "little")}.");
    }

    private static IEnumerable<string> Ranking(EvaluationReport report)
    {
        if (Find(report, MetricNames.Ndcg) is { Value: { } gain } ndcg)
            yield return Text($"Of what the best order of a query's rows would give, its order gives {100 * gain:0.#} %{(ndcg.Baseline is { } rule ? string.Create(CultureInfo.InvariantCulture, $"; a random order gives {100 * rule:0.#} %") : "")}. It was measured on {ndcg.N} queries.");
    }

    private static MetricValue? Find(EvaluationReport report, string metric) =>
        report.Metrics.FirstOrDefault(value => value.Metric == metric && value is { Split: Split.Test, Slice: null, Dataset: null });

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
