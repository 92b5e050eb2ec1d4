using FsCheck;
using FsCheck.Fluent;
using Slipway.Operator.TrainingJobs.Search.Proposals;

namespace Slipway.Operator.Tests.TrainingJobs.Search;

[Trait("Capability", "T11")]
public sealed class RankingTests
{
    private static readonly Gen<IReadOnlyList<Observation>> Trials = Gen.Choose(1, 3).SelectMany(objectives => Gen.Choose(1, 30).SelectMany(count =>
        Gen.Choose(0, 6).Select(value => (double)value).ArrayOf(objectives).ArrayOf(count).Select(all =>
            (IReadOnlyList<Observation>)[.. all.Select((goodness, index) => new Observation(index + 1, new Dictionary<string, System.Text.Json.JsonElement>(), 10, goodness))])));

    [Fact]
    public void The_front_has_all_that_none_beats_and_nothing_else() => Prop.ForAll(Trials.ToArbitrary(), trials =>
    {
        var front = Ranking.Front(trials);
        front.ShouldNotBeEmpty();
        foreach (var trial in trials)
        {
            var isBeaten = trials.Any(other => other.Goodness.Zip(trial.Goodness).All(pair => pair.First >= pair.Second) && other.Goodness.Zip(trial.Goodness).Any(pair => pair.First > pair.Second));
            front.Contains(trial).ShouldBe(!isBeaten);
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_order_has_every_trial_once_and_none_behind_one_that_it_beats() => Prop.ForAll(Trials.ToArbitrary(), trials =>
    {
        var ordered = Ranking.BestFirst(trials);
        ordered.Select(trial => trial.Trial).Order().ShouldBe(trials.Select(trial => trial.Trial));
        for (var at = 1; at < ordered.Count; at++)
            for (var before = 0; before < at; before++) Ranking.Dominates(ordered[at].Goodness, ordered[before].Goodness).ShouldBeFalse();
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_value_of_more_rounds_comes_before_a_better_one_of_fewer()
    {
        Observation Trial(int number, int rounds, double value) => new(number, new Dictionary<string, System.Text.Json.JsonElement>(), rounds, [value]);
        Ranking.BestFirst([Trial(1, 10, 0.9), Trial(2, 100, 0.8), Trial(3, 100, 0.85)]).Select(trial => trial.Trial).ShouldBe([3, 2, 1]);
    }
}
