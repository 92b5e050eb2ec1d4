using Slipway.Contracts.Data;

namespace Slipway.Trainer.Snapshot.Labels;

/// <summary>Turns votes into labels. Pure: the same patterns give the same labels, in whatever order they come.</summary>
/// <remarks>
/// The weighted vote is Dawid and Skene's model with one accuracy a for each function: of its votes a share of a is right, the others are for one of the other classes alike. Classes have
/// equal odds before anybody votes: a holds their shares already, so that the label of a single vote is as certain as its function is right. Expectation and maximisation alternate from
/// an accuracy of 0.8 on; known labels are held fixed; accuracies are drawn towards the start by two votes, and never below chance, so that no vote speaks against its own class.
/// Assumptions: functions err independently of each other, given the class, and most are right more often than not. Caveats: with fewer than three functions that overlap, nothing but known
/// labels tells a good function from a bad one.
/// </remarks>
internal sealed class VoteCounting(LabelModelMethod method, int classes, IReadOnlyList<VotePattern> patterns)
{
    private const double Start = 0.8;
    private const double PriorVotes = 2;
    private const int MostRounds = 200;
    private const double Tolerance = 1e-7;
    private const double TieTolerance = 1e-9;

    private readonly int functions = patterns.Count == 0 ? 0 : patterns[0].Votes.Count;
    private double[] accuracy = [];

    /// <summary>Accuracy of each function; empty for a majority vote.</summary>
    public IReadOnlyList<double> Accuracy => accuracy;

    public VoteCounting Fit()
    {
        if (method == LabelModelMethod.MajorityVote) return this;
        accuracy = [.. Enumerable.Repeat(Start, functions)];
        for (var round = 0; round < MostRounds; round++)
        {
            var before = accuracy;
            Step();
            if (accuracy.Zip(before, (now, then) => Math.Abs(now - then)).DefaultIfEmpty().Max() < Tolerance) break;
        }

        return this;
    }

    /// <summary>The label that the votes give, whatever is known; null without a vote, and where two classes are equally certain.</summary>
    public (int Class, double Confidence)? Label(IReadOnlyList<int> votes)
    {
        if (votes.All(vote => vote == VotePattern.Abstained)) return null;
        var certainty = Certainty(votes);
        var best = Array.IndexOf(certainty, certainty.Max());
        return certainty.Index().Any(other => other.Index != best && certainty[best] - other.Item < TieTolerance) ? null : (best, certainty[best]);
    }

    private double[] Certainty(IReadOnlyList<int> votes)
    {
        var scores = new double[classes];
        for (var name = 0; name < classes; name++)
            scores[name] = method == LabelModelMethod.MajorityVote ? votes.Count(vote => vote == name) : votes.Index().Sum(vote => LogChance(vote.Index, vote.Item, name));
        if (method == LabelModelMethod.MajorityVote) return [.. scores.Select(count => count / scores.Sum())];
        var most = scores.Max();
        double[] weights = [.. scores.Select(score => Math.Exp(score - most))];
        return [.. weights.Select(weight => weight / weights.Sum())];
    }

    private double LogChance(int function, int vote, int name)
    {
        if (vote == VotePattern.Abstained) return 0;
        return Math.Log(vote == name ? accuracy[function] : (1 - accuracy[function]) / Math.Max(1, classes - 1));
    }

    private void Step()
    {
        double[] right = new double[functions], voted = new double[functions];
        foreach (var pattern in patterns.Where(pattern => pattern.HasVote))
        {
            var certainty = pattern.Known == VotePattern.Abstained ? Certainty(pattern.Votes) : [.. Enumerable.Range(0, classes).Select(name => name == pattern.Known ? 1.0 : 0.0)];
            for (var function = 0; function < functions; function++)
            {
                if (pattern.Votes[function] is var vote && vote == VotePattern.Abstained) continue;
                right[function] += pattern.Rows * certainty[vote];
                voted[function] += pattern.Rows;
            }
        }

        accuracy = [.. right.Zip(voted, (good, all) => Math.Max(1.0 / classes, (good + (PriorVotes * Start)) / (all + PriorVotes)))];
    }
}
