using System.Text.Json;
using Slipway.Api.TrainingJobs;

namespace Slipway.Operator.TrainingJobs.Search.Proposals;

/// <summary>
/// The tree-structured Parzen estimator of Bergstra, Bardenet, Bengio and Kegl (2011), each parameter by itself: of 24 values drawn as the best trials are
/// spread, the one that is likeliest among them in comparison with the others. The numbers are Optuna's defaults.
/// </summary>
internal static class TpeProposal
{
    /// <summary>Trials that are drawn at random first.</summary>
    public const int StartupTrials = 10;

    private const int Candidates = 24;
    private const double BestShare = 0.1;
    private const int MostBest = 25;

    /// <summary>The next hyperparameters.</summary>
    public static IReadOnlyDictionary<string, JsonElement> Of(IReadOnlyList<SearchParameter> parameters, IReadOnlyList<Observation> seen, SeededRandom random)
    {
        if (seen.Count < StartupTrials) return RandomProposal.Of(parameters, random);
        var ranked = Ranking.BestFirst(seen);
        var best = Math.Min((int)Math.Ceiling(BestShare * seen.Count), MostBest);
        List<Observation> good = [.. ranked.Take(best).OrderBy(trial => trial.Trial)], rest = [.. ranked.Skip(best).OrderBy(trial => trial.Trial)];
        var proposal = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var parameter in parameters)
            proposal[parameter.Name] = parameter.Type == ParameterType.Categorical ? Choice(parameter, good, rest, random) : Number(parameter, good, rest, random);
        return proposal;
    }

    private static JsonElement Number(SearchParameter parameter, List<Observation> good, List<Observation> rest, SeededRandom random)
    {
        var scale = new NumberScale(parameter);
        ParzenNumbers likely = Estimate(good), others = Estimate(rest);
        return Enumerable.Range(0, Candidates).Select(_ => likely.Draw(random)).Select(place => (Place: place, Value: scale.ValueAt(place)))
            .MaxBy(candidate => likely.Log(candidate.Place, scale.Cell(candidate.Value)) - others.Log(candidate.Place, scale.Cell(candidate.Value))).Value;

        ParzenNumbers Estimate(List<Observation> trials) => new(scale, [.. trials.Select(trial => scale.Position(trial.Parameters[parameter.Name]))]);
    }

    private static JsonElement Choice(SearchParameter parameter, List<Observation> good, List<Observation> rest, SeededRandom random)
    {
        var texts = parameter.List!.Select(Proposal.Text).ToList();
        double[] likely = Estimate(good), others = Estimate(rest);
        return parameter.List![Enumerable.Range(0, Candidates).Select(_ => random.NextIndex(likely)).MaxBy(choice => Math.Log(likely[choice]) - Math.Log(others[choice]))];

        double[] Estimate(List<Observation> trials) => ParzenChoices.Of(texts.Count, [.. trials.Select(trial => texts.IndexOf(Proposal.Text(trial.Parameters[parameter.Name]))).Where(index => index >= 0)]);
    }
}
