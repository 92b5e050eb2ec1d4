using FsCheck;
using FsCheck.Fluent;
using Slipway.Trainer.Evaluation.Metrics;

namespace Slipway.Trainer.Tests.Training.Metrics;

public sealed class BinaryMetricsTests
{
    [Fact]
    [Trait("Capability", "E2")]
    public void Values_are_those_computed_by_hand()
    {
        // Sorted: .9+ .8- .7+ .4- .2+ .1-; threshold .5: TP 2, FP 1, FN 1, TN 2.
        float[] probabilities = [0.1f, 0.9f, 0.4f, 0.8f, 0.7f, 0.2f];
        bool[] positive = [false, true, false, false, true, true];
        var metrics = BinaryMetrics.Measure(probabilities, positive, 0.5f, trainRate: 0.25).ToDictionary(metric => metric.Metric);

        metrics["base_rate"].Value.ShouldBe(0.5);
        Value(metrics, "accuracy").ShouldBe(4 / 6d, 1e-12);
        Value(metrics, "precision").ShouldBe(2 / 3d, 1e-12);
        Value(metrics, "recall").ShouldBe(2 / 3d, 1e-12);
        Value(metrics, "f1").ShouldBe(2 / 3d, 1e-12);
        // Pairs won: .9 beats 3, .7 beats 2, .2 beats 1 of 9.
        Value(metrics, "roc_auc").ShouldBe(6 / 9d, 1e-12);
        Value(metrics, "pr_auc").ShouldBe(((1 / 1d) + (2 / 3d) + (3 / 5d)) / 3, 1e-12);
        Value(metrics, "log_loss").ShouldBe(-(Math.Log(0.9) + Math.Log(0.2) + Math.Log(0.7) + Math.Log(0.6) + Math.Log(0.2) + Math.Log(0.9)) / 6, 1e-6);
        Value(metrics, "brier").ShouldBe((0.01 + 0.01 + 0.16 + 0.64 + 0.09 + 0.64) / 6, 1e-6);
        Value(metrics, "bias").ShouldBe((3.1 - 3) / 6, 1e-6);
        // Each row is a bin of its own.
        Value(metrics, "ece").ShouldBe((0.1 + 0.1 + 0.4 + 0.8 + 0.3 + 0.8) / 6, 1e-6);

        Value(metrics, "selection_rate").ShouldBe(3 / 6d, 1e-12);
        Value(metrics, "false_positive_rate").ShouldBe(1 / 3d, 1e-12);
        metrics.ShouldNotContainKey("mean_cost", "nobody declared costs");

        metrics["accuracy"].Baseline.ShouldBe(0.5);
        metrics["recall"].Baseline.ShouldBe(0);
        metrics["precision"].Baseline.ShouldBeNull();
        metrics["roc_auc"].Baseline.ShouldBe(0.5);
        metrics["log_loss"].Baseline!.Value.ShouldBe(-(0.5 * Math.Log(0.25)) - (0.5 * Math.Log(0.75)), 1e-12);
        metrics.Values.ShouldAllBe(metric => metric.N == 6);
    }

    [Fact]
    [Trait("Capability", "E2")]
    public void Costs_are_counted_for_each_row_with_the_zero_rules_beside_them()
    {
        // Threshold .5: one false positive, one false negative of four rows; the zero rule labels all negative.
        var metrics = BinaryMetrics.Measure([0.9f, 0.8f, 0.3f, 0.1f], [true, false, true, false], 0.5f, trainRate: 0.25, new LabelCosts(1, 10)).ToDictionary(metric => metric.Metric);
        metrics["mean_cost"].Value.ShouldBe(11 / 4d);
        metrics["mean_cost"].Baseline.ShouldBe(20 / 4d);
        // Costs of the rows: 0, 1, 10, 0.
        var deviation = Math.Sqrt(((2.75 * 2.75 * 2) + (1.75 * 1.75) + (7.25 * 7.25)) / 3);
        metrics["mean_cost"].Interval!.Value.High.ShouldBe(2.75 + (1.959963984540054 * deviation / 2), 1e-9);
    }

    [Fact]
    public void What_is_undefined_for_one_class_is_absent_not_zero()
    {
        var metrics = BinaryMetrics.Measure([0.2f, 0.3f], [false, false], 0.5f, 0.1).ToDictionary(metric => metric.Metric);
        metrics["roc_auc"].Value.ShouldBeNull();
        metrics["pr_auc"].Value.ShouldBeNull();
        metrics["recall"].Value.ShouldBeNull();
        metrics["precision"].Value.ShouldBeNull();
        metrics["accuracy"].Value.ShouldBe(1);
    }

    [Fact]
    public void No_rows_give_no_metrics() => BinaryMetrics.Measure([], [], 0.5f, 0.5).ShouldBeEmpty();

    [Fact]
    public void The_area_is_the_share_of_pairs_in_the_right_order() => Check.QuickThrowOnFailure(Prop.ForAll(Rows(), rows =>
    {
        double won = 0, pairs = 0;
        foreach (var one in rows.Where(row => row.Positive))
        {
            foreach (var other in rows.Where(row => !row.Positive))
            {
                pairs++;
                won += one.Probability > other.Probability ? 1 : one.Probability == other.Probability ? 0.5 : 0;
            }
        }

        var area = RocCurve.Area(Sorted(rows))?.Area;
        return pairs == 0 ? area is null : Math.Abs(area!.Value - (won / pairs)) < 1e-12;
    }));

    [Fact]
    public void The_order_of_rows_does_not_matter() => Check.QuickThrowOnFailure(Prop.ForAll(Rows(), rows =>
    {
        var shuffled = rows.OrderBy(row => HashCode.Combine(row.Probability, row.Positive)).ToArray();
        var one = Measure(rows);
        var other = Measure(shuffled);
        return one.Zip(other).All(pair => pair.First.Metric == pair.Second.Metric && Near(pair.First.Value, pair.Second.Value));
    }));

    [Fact]
    public void Weighing_each_row_once_changes_nothing() => Check.QuickThrowOnFailure(Prop.ForAll(Rows(), rows =>
    {
        var sorted = Sorted(rows);
        var ones = Enumerable.Repeat((byte)1, rows.Length).ToArray();
        var bins = Calibration.Assign(sorted);
        return Near(AveragePrecision.Area(sorted, ones), AveragePrecision.Area(sorted, []))
            && Near(Calibration.Error(sorted, bins, ones), Calibration.Error(sorted, bins, []))
            && Confusion.Count(sorted, 0.5f, ones) == Confusion.Count(sorted, 0.5f, []);
    }));

    [Fact]
    [Trait("Capability", "E1")]
    public void Intervals_cover_the_truth_about_as_often_as_they_promise()
    {
        var random = new Random(5);
        var covered = new Dictionary<string, int>();
        const int trials = 200;
        for (var trial = 0; trial < trials; trial++)
        {
            // Probabilities are true ones, uniform in 0..1: AUC 5/6, log loss 1/2, Brier 1/6, bias 0.
            var rows = Enumerable.Range(0, 300).Select(_ => (float)random.NextDouble()).Select(probability => new Row(probability, random.NextDouble() < probability)).ToArray();
            var metrics = Measure(rows).ToDictionary(metric => metric.Metric);
            foreach (var (name, truth) in new[] { ("roc_auc", 5 / 6d), ("log_loss", 0.5), ("brier", 1 / 6d), ("bias", 0d), ("accuracy", 0.75), ("f1", 0.75) })
                covered[name] = covered.GetValueOrDefault(name) + (metrics[name].Interval is { } interval && interval.Low <= truth && truth <= interval.High ? 1 : 0);
        }

        foreach (var (name, count) in covered) count.ShouldBeInRange(180, 200, name);
    }

    [Fact]
    public void Calibration_bins_hold_a_tenth_each_unless_probabilities_are_equal()
    {
        var rows = Enumerable.Range(0, 1000).Select(index => new Row(index / 1000f, index % 2 == 0)).ToArray();
        var sorted = Sorted(rows);
        var table = Calibration.Table(sorted, Calibration.Assign(sorted));
        table.Count.ShouldBe(10);
        table.ShouldAllBe(bin => bin.N == 100 && bin.Observed == 0.5);
        table[0].Predicted.ShouldBe(0.0495, 1e-6);

        var equal = Sorted([.. Enumerable.Repeat(new Row(0.3f, true), 20)]);
        Calibration.Table(equal, Calibration.Assign(equal)).ShouldHaveSingleItem().N.ShouldBe(20);
    }

    private static double Value(Dictionary<string, Measurement> metrics, string name) => metrics[name].Value!.Value;

    private static IReadOnlyList<Measurement> Measure(Row[] rows) =>
        BinaryMetrics.Measure([.. rows.Select(row => row.Probability)], [.. rows.Select(row => row.Positive)], 0.5f, 0.5);

    private static SortedScores Sorted(Row[] rows) => new([.. rows.Select(row => row.Probability)], [.. rows.Select(row => row.Positive)]);

    private static bool Near(double? one, double? other) =>
        one.HasValue == other.HasValue && (one is null || double.IsNaN(one.Value) && double.IsNaN(other!.Value) || Math.Abs(one.Value - other!.Value) < 1e-9);

    /// <summary>Probabilities from a coarse grid, so that many are equal.</summary>
    private static Arbitrary<Row[]> Rows() =>
        (from probability in Gen.Choose(0, 8) from positive in Gen.Elements(true, false) select new Row(probability / 8f, positive)).NonEmptyListOf().Select(rows => rows.ToArray()).ToArbitrary();

    private sealed record Row(float Probability, bool Positive);
}
