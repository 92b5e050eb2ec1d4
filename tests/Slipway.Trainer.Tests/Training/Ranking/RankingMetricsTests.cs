using Slipway.Trainer.Evaluation.Metrics;
using Slipway.XGBoost;

namespace Slipway.Trainer.Tests.Training.Ranking;

public sealed class RankingMetricsTests
{
    [Theory]
    [Trait("Capability", "E2")]
    [InlineData("rank:ndcg", 5, "ndcg", "ndcg@5", "ndcg@10")]
    [InlineData("rank:pairwise", 3, "ndcg", "ndcg@5", "ndcg@10")]
    [InlineData("rank:map", 2, "map", "ndcg", "ndcg@5")]
    public void They_are_those_of_XGBoosts_own_evaluation(string objective, int grades, params string[] metrics)
    {
        var (values, labels, sizes) = Queries(new Random(5), 80, grades);
        using var matrix = DMatrix.FromDense(values, 4, threads: 2);
        matrix.SetLabels(labels);
        matrix.SetGroups(sizes);
        var settings = new Dictionary<string, string> { ["objective"] = objective, ["nthread"] = "2", ["verbosity"] = "0", ["max_depth"] = "3" };
        using var booster = new Booster(settings.Concat(metrics.Select(metric => KeyValuePair.Create("eval_metric", metric))), matrix);
        for (var round = 0; round < 4; round++) booster.Update(matrix, round);

        var expected = booster.Evaluate(3, [new("train", matrix)]);
        var measured = RankingMetrics.Measure(booster.Predict(matrix, PredictionKind.Value).Values, [.. labels.Select(label => (double)label)], Numbers(sizes));
        foreach (var metric in metrics)
        {
            var own = measured.Single(each => each.Metric == metric);
            own.Value!.Value.ShouldBe(expected.Single(each => each.Metric == metric).Value, 1e-5);
            own.N.ShouldBe(80);
            own.Interval!.Value.Low.ShouldBeLessThan(own.Value.Value);
            own.Interval.Value.High.ShouldBeGreaterThan(own.Value.Value);
        }
    }

    [Fact]
    public void A_perfect_order_is_one_a_reversed_one_less_and_a_query_without_relevant_rows_says_nothing()
    {
        double[] grades = [3, 1, 0, 0, 0];
        float[] queries = [1, 1, 1, 2, 2];
        RankingMetrics.Ndcg([9, 8, 7, 1, 2], grades, queries).ShouldBe(1);
        var reversed = ((7 / 2.0) + (1 / Math.Log2(3))) / (7 + (1 / Math.Log2(3)));
        RankingMetrics.Ndcg([7, 8, 9, 1, 2], grades, queries).ShouldBe((reversed + 1) / 2, 1e-12);
    }

    [Fact]
    public void The_baseline_is_what_random_orders_give_in_the_mean()
    {
        var (_, labels, sizes) = Queries(new Random(6), 40, 4);
        double[] grades = [.. labels.Select(label => (double)label)];
        var numbers = Numbers(sizes);
        var baseline = RankingMetrics.Measure(new float[labels.Length], grades, numbers).Single(each => each.Metric == "ndcg").Baseline!.Value;
        var random = new Random(7);
        var drawn = Enumerable.Range(0, 2000).Average(_ => RankingMetrics.Ndcg([.. labels.Select(_ => random.NextSingle())], grades, numbers));
        baseline.ShouldBe(drawn, 5e-3);
    }

    private static float[] Numbers(uint[] sizes) => [.. sizes.Index().SelectMany(size => Enumerable.Repeat((float)size.Index, (int)size.Item))];

    private static (float[] Values, float[] Labels, uint[] Sizes) Queries(Random random, int count, int grades)
    {
        uint[] sizes = [.. Enumerable.Range(0, count).Select(_ => (uint)random.Next(1, 25))];
        float[] values = [.. Enumerable.Range(0, (int)sizes.Sum(size => (long)size) * 4).Select(_ => (float)random.NextDouble())];
        float[] labels = [.. values.Chunk(4).Select(row => (float)(int)Math.Clamp((row[0] + row[1] + (random.NextDouble() * 0.8) - 0.6) * grades / 1.6, 0, grades - 1))];
        return (values, labels, sizes);
    }
}
