using FsCheck;
using FsCheck.Fluent;
using Slipway.Api.TrainingJobs;
using Slipway.Contracts.Training;
using Slipway.Operator.TrainingJobs.Search.Stopping;

namespace Slipway.Operator.Tests.TrainingJobs.Search;

[Trait("Capability", "T11")]
public sealed class StoppingTests
{
    private static readonly Dictionary<string, System.Text.Json.JsonElement> None = [];

    [Fact]
    public void Rungs_grow_by_the_factor_up_to_all_rounds()
    {
        SearchRungs.Of(new TrialEarlyStopping(), 160).ShouldBe([10, 40, 160]);
        SearchRungs.Of(new TrialEarlyStopping { MinRounds = 5, ReductionFactor = 3 }, 100).ShouldBe([5, 15, 45, 100]);
        SearchRungs.Of(new TrialEarlyStopping(), 2).ShouldBe([1, 2]);
        SearchRungs.Of(null, 100).ShouldBe([100]);
        SearchRungs.Looks(new TrialEarlyStopping { Algorithm = EarlyStoppingAlgorithm.MedianStop }, 100).ShouldBe([10, 20, 30, 40, 50, 60, 70, 80, 90]);
    }

    [Fact]
    public void One_of_four_goes_on_and_the_best_does()
    {
        SearchTrial Waiting(int number, double value) => new() { Trial = number, State = TrialState.Waiting, Parameters = None, Reported = [value] };
        List<SearchTrial> trials = [Waiting(1, 0.7), Waiting(2, 0.9), Waiting(3, 0.8)];
        SuccessiveHalving.Promotable(trials, Searches.Auc, 3, 4).ShouldBeNull("three are too few to say which is the best quarter");
        trials.Add(Waiting(4, 0.6));
        SuccessiveHalving.Promotable(trials, Searches.Auc, 3, 4)!.Trial.ShouldBe(2);
        SuccessiveHalving.Promotable(trials, Searches.Auc with { Type = ObjectiveType.Minimize }, 3, 4)!.Trial.ShouldBe(4);
        trials[1] = trials[1] with { State = TrialState.Running, Rung = 1 };
        SuccessiveHalving.Promotable(trials, Searches.Auc, 3, 4).ShouldBeNull("the best of four has gone on already");
    }

    [Fact]
    public void Whoever_goes_on_is_among_the_best_of_its_rung() => Prop.ForAll(Gen.Choose(0, 1000).Select(value => value / 1000.0).ListOf().Where(list => list.Count > 0).ToArbitrary(), values =>
    {
        List<SearchTrial> trials = [.. values.Select((value, index) => new SearchTrial { Trial = index + 1, State = TrialState.Waiting, Parameters = None, Reported = [value] })];
        for (var next = SuccessiveHalving.Promotable(trials, Searches.Auc, 2, 4); next is not null; next = SuccessiveHalving.Promotable(trials, Searches.Auc, 2, 4))
        {
            trials.Count(trial => trial.Reported![0] > next.Reported![0]).ShouldBeLessThan(trials.Count / 4);
            trials[next.Trial - 1] = next with { State = TrialState.Succeeded, Rung = 1 };
        }

        trials.Count(trial => trial.State == TrialState.Succeeded).ShouldBe(trials.Count / 4);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_median_rule_never_stops_the_best_and_stops_what_is_worse_than_most()
    {
        var looks = new[] { 10, 20, 30 };
        Prop.ForAll(Gen.Choose(0, 1000).Select(value => value / 1000.0).ArrayOf(3).ListOf().Where(list => list.Count >= 3).ToArbitrary(), curves =>
        {
            var stops = MedianStopping.Of(Complete(curves), looks, 3);
            stops.Select(stop => stop.Rounds).ShouldBe(looks);
            for (var look = 0; look < looks.Length; look++)
            {
                // A trial that is nowhere below another one, and one that is nowhere above.
                curves.Max(curve => curve.Take(look + 1).Max()).ShouldBeGreaterThanOrEqualTo(stops[look].Value);
                curves.Min(curve => curve.Take(look + 1).Min()).ShouldBeLessThanOrEqualTo(stops[look].Value);
            }
        }).QuickCheckThrowOnFailure();
        MedianStopping.Of(Complete([[0.5, 0.6, 0.7], [0.7, 0.8, 0.9], [0.6, 0.6, 0.6]]), looks, 3).Select(stop => Math.Round(stop.Value, 6)).ShouldBe([0.6, 0.6, 0.6]);
        MedianStopping.Of(Complete([[0.5, 0.6, 0.7], [0.7, 0.8, 0.9]]), looks, 3).ShouldBeEmpty("two say little");
    }

    private static List<SearchTrial> Complete(IEnumerable<double[]> curves) =>
        [.. curves.Select((curve, index) => new SearchTrial { Trial = index + 1, State = TrialState.Succeeded, Parameters = None, Reported = curve })];
}
