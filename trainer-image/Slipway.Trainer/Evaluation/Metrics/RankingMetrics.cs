using System.Globalization;
using Slipway.Trainer.Training.Learning;

namespace Slipway.Trainer.Evaluation.Metrics;

/// <summary>Metrics of a ranking: means over queries, as XGBoost's own evaluation defines them.</summary>
/// <remarks>
/// NDCG (Järvelin, Kekäläinen 2002) with the gain 2^grade - 1 and the discount 1 / log2(place + 1), places from 1; ndcg@k counts the first k places. Of a
/// query without a relevant row every order is right: it counts 1. Rows with equal scores stay in their order. For map, grades above 0 are relevant.
/// Baseline of NDCG: what a random order gives in the mean.
/// </remarks>
internal static class RankingMetrics
{
    private static readonly int[] Cuts = [5, 10];

    /// <param name="scores">Score of each row; larger comes first.</param>
    /// <param name="grades">Grade of relevance of each row.</param>
    /// <param name="numbers">Number of the query of each row; rows of a query follow each other.</param>
    internal static IReadOnlyList<Measurement> Measure(ReadOnlySpan<float> scores, ReadOnlySpan<double> grades, ReadOnlySpan<float> numbers)
    {
        var queries = QueryRows.Of(numbers);
        if (queries.Count == 0) return [];
        string[] names = [MetricNames.Ndcg, .. Cuts.Select(AtCut), MetricNames.Map];
        var (values, random) = (new double[names.Length][], new double[names.Length][]);
        for (var metric = 0; metric < names.Length; metric++) (values[metric], random[metric]) = (new double[queries.Count], new double[queries.Count]);
        foreach (var (index, query) in queries.Index())
        {
            var truths = grades.Slice(query.First, query.Count);
            var ranked = Ranked(scores.Slice(query.First, query.Count), truths);
            for (var metric = 0; metric <= Cuts.Length; metric++)
            {
                var places = metric == 0 ? query.Count : Math.Min(Cuts[metric - 1], query.Count);
                (values[metric][index], random[metric][index]) = Ndcg(ranked, places);
            }

            (values[^1][index], random[^1][index]) = (AveragePrecision(ranked), double.NaN);
        }

        var intervals = Bootstrap.Intervals(queries.Count, weights => [.. values.Select(each => WeightedMean(each, weights))]);
        return [.. names.Select((name, metric) => new Measurement(name, values[metric].Average(), intervals[metric], queries.Count, double.IsNaN(random[metric][0]) ? null : random[metric].Average()))];
    }

    /// <summary>Mean NDCG over queries; NaN without any.</summary>
    internal static double Ndcg(ReadOnlySpan<float> scores, ReadOnlySpan<double> grades, ReadOnlySpan<float> numbers)
    {
        double sum = 0;
        var queries = QueryRows.Of(numbers);
        foreach (var query in queries) sum += Ndcg(Ranked(scores.Slice(query.First, query.Count), grades.Slice(query.First, query.Count)), query.Count).Value;
        return sum / queries.Count;
    }

    internal static string AtCut(int places) => string.Create(CultureInfo.InvariantCulture, $"{MetricNames.Ndcg}@{places}");

    private static double[] Ranked(ReadOnlySpan<float> scores, ReadOnlySpan<double> grades)
    {
        var (ordered, truths) = (scores.ToArray(), grades.ToArray());
        return [.. Enumerable.Range(0, truths.Length).OrderByDescending(row => ordered[row]).Select(row => truths[row])];
    }

    private static (double Value, double Random) Ndcg(double[] ranked, int places)
    {
        double gained = 0, possible = 0, discounts = 0;
        var ideal = ranked.OrderDescending().ToArray();
        for (var place = 0; place < places; place++)
        {
            var discount = 1 / Math.Log2(place + 2);
            gained += Gain(ranked[place]) * discount;
            possible += Gain(ideal[place]) * discount;
            discounts += discount;
        }

        return possible == 0 ? (1, 1) : (gained / possible, ranked.Average(Gain) * discounts / possible);
    }

    private static double Gain(double grade) => Math.Pow(2, grade) - 1;

    private static double AveragePrecision(double[] ranked)
    {
        double sum = 0;
        var found = 0;
        for (var place = 0; place < ranked.Length; place++)
            if (ranked[place] > 0) sum += (double)++found / (place + 1);
        return found == 0 ? 1 : sum / found;
    }

    private static double WeightedMean(double[] values, byte[] weights)
    {
        double sum = 0, total = 0;
        for (var query = 0; query < values.Length; query++)
        {
            sum += values[query] * weights[query];
            total += weights[query];
        }

        return total > 0 ? sum / total : double.NaN;
    }
}
