using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Slipway.Api.TrainingJobs;
using Slipway.Contracts.Training;
using Slipway.Operator.TrainingJobs.Search.Proposals;

namespace Slipway.Operator.Tests.TrainingJobs.Search;

[Trait("Capability", "T11")]
public sealed class ProposalTests
{
    private static readonly SearchParameter[] Mixed =
    [
        Searches.Double("eta", 0.001, 1, distribution: ParameterDistribution.LogUniform), Searches.Int("max_depth", 2, 11, 3), Searches.Double("subsample", 0.5, 1, 0.1), Searches.Double("lambda", -3, 7.5),
        Searches.Int("max_bin", 1, 1000, distribution: ParameterDistribution.LogUniform), Searches.List("grow_policy", "\"depthwise\"", "\"lossguide\""),
    ];

    [Theory]
    [InlineData(SearchAlgorithm.Random)]
    [InlineData(SearchAlgorithm.TPE)]
    public void Every_value_lies_in_its_range_and_on_its_step(SearchAlgorithm algorithm)
    {
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            foreach (var trial in Searches.Run(Searches.Of(algorithm, Mixed), seed, 25, parameters => [-Math.Abs(Math.Log(parameters["eta"].GetDouble()) + 2), parameters["subsample"].GetDouble()]))
            {
                double Value(string name) => trial.Parameters[name].GetDouble();
                Value("eta").ShouldBeInRange(0.001, 1);
                Value("lambda").ShouldBeInRange(-3, 7.5);
                new[] { 2.0, 5, 8, 11 }.ShouldContain(Value("max_depth"));
                new[] { 0.5, 0.6, 0.7, 0.8, 0.9, 1 }.ShouldContain(Value("subsample"));
                trial.Parameters["max_bin"].GetInt32().ShouldBeInRange(1, 1000);
                new[] { "depthwise", "lossguide" }.ShouldContain(trial.Parameters["grow_policy"].GetString());
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(15));
    }

    [Fact]
    public void A_seed_gives_the_same_proposals_and_another_seed_others()
    {
        string Texts(SearchAlgorithm algorithm, long seed) => JsonSerializer.Serialize(Searches.Run(Searches.Of(algorithm, Mixed), seed, 30, parameters => [parameters["lambda"].GetDouble()]).Select(trial => trial.Parameters));
        foreach (var algorithm in new[] { SearchAlgorithm.Random, SearchAlgorithm.TPE })
        {
            Texts(algorithm, 7).ShouldBe(Texts(algorithm, 7));
            Texts(algorithm, 7).ShouldNotBe(Texts(algorithm, 8));
        }
    }

    [Fact]
    public void Numbers_are_pinned_so_that_another_version_goes_on_with_the_same_search()
    {
        var random = new SeededRandom(17, 1);
        new[] { random.NextDouble(), random.NextDouble(), random.NextDouble() }.ShouldBe(Pinned, 1e-15);
    }

    [Fact]
    public void A_grid_has_every_point_once()
    {
        var search = Searches.Of(SearchAlgorithm.Grid, Searches.Int("max_depth", 2, 6, 2), Searches.Double("eta", 0.1, 0.35, 0.1), Searches.List("booster", "\"gbtree\"", "\"dart\""));
        SearchGrid.Size(search.Parameters).ShouldBe(18);
        var points = Searches.Run(search, 1, 100, _ => [0]).Select(trial => string.Join(' ', new[] { "max_depth", "eta", "booster" }.Select(name => trial.Parameters[name].ToString()))).ToList();
        var expected = from depth in new[] { 2, 4, 6 } from eta in new[] { "0.1", "0.2", "0.3" } from booster in new[] { "gbtree", "dart" } select $"{depth} {eta} {booster}";
        points.ShouldBe(expected);
    }

    [Theory]
    [InlineData(SearchAlgorithm.Random)]
    [InlineData(SearchAlgorithm.TPE)]
    public void A_small_space_is_tried_to_the_last_point_and_no_point_twice(SearchAlgorithm algorithm)
    {
        var search = Searches.Of(algorithm, Searches.Int("max_depth", 1, 6), Searches.List("booster", "\"gbtree\"", "\"dart\"", "\"other\""));
        var tried = Searches.Run(search, 3, 100, parameters => [parameters["max_depth"].GetDouble()]).Select(trial => JsonSerializer.Serialize(trial.Parameters)).ToList();
        tried.Count.ShouldBe(18);
        tried.Distinct().Count().ShouldBe(18);
    }

    [Fact]
    public void LogUniform_draws_every_order_of_magnitude_alike()
    {
        SearchParameter[] space = [Searches.Double("eta", 0.001, 1, distribution: ParameterDistribution.LogUniform)];
        var drawn = Enumerable.Range(1, 1500).Select(number => RandomProposal.Of(space, new SeededRandom(5, number))["eta"].GetDouble()).ToList();
        foreach (var decade in new[] { 0.001, 0.01, 0.1 }) drawn.Count(value => value >= decade && value < decade * 10).ShouldBeInRange(430, 570);
    }

    [Fact]
    public void TPE_finds_better_values_than_random_with_as_many_trials()
    {
        // A valley in two numbers, one on a log scale, and a choice that costs when it is wrong; the best value is 0.
        static double[] Goodness(IReadOnlyDictionary<string, JsonElement> at) =>
            [-(Math.Pow(Math.Log10(at["eta"].GetDouble()) + 1.5, 2) + Math.Pow((at["lambda"].GetDouble() - 3) / 5, 2) + (at["grow_policy"].GetString() == "lossguide" ? 0 : 1))];
        SearchParameter[] space =
        [
            Searches.Double("eta", 0.0001, 1, distribution: ParameterDistribution.LogUniform), Searches.Double("lambda", -10, 10), Searches.List("grow_policy", "\"depthwise\"", "\"lossguide\""),
        ];
        double Best(SearchAlgorithm algorithm, int seed) => Searches.Run(Searches.Of(algorithm, space), seed, 60, Goodness).Max(trial => trial.Goodness[0]);
        var seeds = Enumerable.Range(1, 20).ToList();
        double[] tpe = [.. seeds.Select(seed => -Best(SearchAlgorithm.TPE, seed))], random = [.. seeds.Select(seed => -Best(SearchAlgorithm.Random, seed))];
        tpe.Average().ShouldBeLessThan(random.Average() / 2, $"TPE {tpe.Average():g3}, random {random.Average():g3}");
        tpe.Zip(random).Count(pair => pair.First < pair.Second).ShouldBeGreaterThanOrEqualTo(14);
    }

    [Fact]
    public void Of_several_objectives_TPE_keeps_more_of_the_front_than_random()
    {
        // Two aims that pull apart: whatever lies between 0.3 and 0.6 is on the front.
        static double[] Goodness(IReadOnlyDictionary<string, JsonElement> at) =>
            [-Math.Abs(at["x"].GetDouble() - 0.3) - at["y"].GetDouble(), -Math.Abs(at["x"].GetDouble() - 0.6) - at["y"].GetDouble()];
        SearchParameter[] space = [Searches.Double("x", 0, 10), Searches.Double("y", 0, 10)];
        double Near(SearchAlgorithm algorithm) => Enumerable.Range(1, 10).Average(seed => Searches.Run(Searches.Of(algorithm, space), seed, 60, Goodness).Max(trial => trial.Goodness.Sum()));
        Near(SearchAlgorithm.TPE).ShouldBeGreaterThan(Near(SearchAlgorithm.Random));
    }

    private static readonly double[] Pinned = [0.7626808511694748, 0.14830121433052323, 0.8044289500057914];
}
