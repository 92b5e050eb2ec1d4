using Slipway.Contracts.Data;
using Slipway.Trainer.Snapshot.Labels;

namespace Slipway.Trainer.Tests.Snapshot.Labels;

[Trait("Capability", "D15")]
public sealed class VoteCountingTests
{
    [Fact]
    public void Accuracies_are_found_from_agreement_alone()
    {
        double[] truth = [0.95, 0.85, 0.7, 0.6];
        var counting = new VoteCounting(LabelModelMethod.Weighted, 2, Draw(truth, 20_000)).Fit();
        for (var function = 0; function < truth.Length; function++) counting.Accuracy[function].ShouldBe(truth[function], 0.03);
    }

    [Fact]
    public void A_good_function_outvotes_two_poor_ones_unless_all_count_the_same()
    {
        var patterns = Draw([0.97, 0.62, 0.62, 0.9], 20_000);
        int[] votes = [1, 0, 0, VotePattern.Abstained];
        new VoteCounting(LabelModelMethod.Weighted, 2, patterns).Fit().Label(votes)!.Value.Class.ShouldBe(1);
        var (chosen, confidence) = new VoteCounting(LabelModelMethod.MajorityVote, 2, patterns).Fit().Label(votes)!.Value;
        chosen.ShouldBe(0);
        confidence.ShouldBe(2.0 / 3, 1e-12);
    }

    [Fact]
    public void Ties_and_silence_give_no_label()
    {
        var counting = new VoteCounting(LabelModelMethod.MajorityVote, 3, []).Fit();
        counting.Label([0, 1, VotePattern.Abstained]).ShouldBeNull();
        counting.Label([VotePattern.Abstained]).ShouldBeNull();
        counting.Label([2, 1, 2])!.Value.Class.ShouldBe(2);
    }

    [Fact]
    public void Known_labels_expose_functions_that_agree_in_their_mistakes()
    {
        // Two functions are copies of each other and wrong; the labels that are known say so.
        List<VotePattern> patterns = [new("", [0, 0, 1], 1, 300), new("", [1, 1, 0], 0, 300), new("", [0, 0, 1], VotePattern.Abstained, 1000)];
        var counting = new VoteCounting(LabelModelMethod.Weighted, 2, patterns).Fit();
        counting.Accuracy[2].ShouldBeGreaterThan(0.95);
        counting.Accuracy[0].ShouldBe(0.5, "a function that is worse than chance weighs nothing");
        counting.Label([0, 0, 1])!.Value.Class.ShouldBe(1);
    }

    private static List<VotePattern> Draw(double[] accuracy, int rows)
    {
        var random = new Random(11);
        return
        [
            .. Enumerable.Range(0, rows).Select(_ =>
            {
                var truth = random.Next(2);
                return string.Join(',', accuracy.Select(right => random.NextDouble() < 0.2 ? "" : (random.NextDouble() < right ? truth : 1 - truth).ToString(System.Globalization.CultureInfo.InvariantCulture)));
            }).CountBy(text => text).Select(pattern => VotePattern.Parse(pattern.Key, null, pattern.Value)),
        ];
    }
}
