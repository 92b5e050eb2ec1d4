using System.Globalization;
using System.Text.Json;
using Slipway.Api.TrainingJobs;
using Slipway.Contracts.Training;

namespace Slipway.Operator.TrainingJobs.Search.Proposals;

/// <summary>The hyperparameters of the next trial. They follow from the seed, the number of the trial and what is on record, and from nothing else.</summary>
internal static class Proposal
{
    private const int Tries = 20;

    /// <summary>The hyperparameters; null when every point of the space was tried.</summary>
    /// <param name="search">The search.</param>
    /// <param name="seed">Seed of the proposals.</param>
    /// <param name="number">Number of the trial, from 1.</param>
    /// <param name="tried">Hyperparameters of all trials so far.</param>
    /// <param name="seen">Those that were measured.</param>
    public static IReadOnlyDictionary<string, JsonElement>? Next(
        SearchSpec search, long seed, int number, IReadOnlyList<IReadOnlyDictionary<string, JsonElement>> tried, IReadOnlyList<Observation> seen)
    {
        var size = SearchGrid.Size(search.Parameters);
        if (search.Algorithm == SearchAlgorithm.Grid) return number <= size ? SearchGrid.Point(search.Parameters, number - 1) : null;
        var known = tried.Select(Key).ToHashSet(StringComparer.Ordinal);
        if (known.Count >= size) return null;
        var random = new SeededRandom(seed, number);
        IReadOnlyDictionary<string, JsonElement> proposal = new Dictionary<string, JsonElement>();
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            proposal = search.Algorithm == SearchAlgorithm.TPE ? TpeProposal.Of(search.Parameters, seen, random) : RandomProposal.Of(search.Parameters, random);
            if (!known.Contains(Key(proposal))) return proposal;
        }

        return size is { } points ? Untried(search.Parameters, points, known, random) : proposal;
    }

    // What was measured once is not measured again: in a small space the remaining points are drawn from.
    private static IReadOnlyDictionary<string, JsonElement> Untried(IReadOnlyList<SearchParameter> parameters, long points, HashSet<string> known, SeededRandom random)
    {
        var first = (long)(random.NextDouble() * points);
        for (var at = first; ; at = (at + 1) % points)
        {
            var point = SearchGrid.Point(parameters, at);
            if (!known.Contains(Key(point))) return point;
        }
    }

    private static string Key(IReadOnlyDictionary<string, JsonElement> parameters) =>
        string.Join('\n', parameters.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => $"{each.Key}={Text(each.Value)}"));

    /// <summary>A value as text: API servers write numbers in their own way.</summary>
    public static string Text(JsonElement value) => value.ValueKind == JsonValueKind.Number ? value.GetDouble().ToString("R", CultureInfo.InvariantCulture) : value.GetRawText();
}
