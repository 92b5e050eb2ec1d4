using System.Text.Json;
using Slipway.Api.TrainingJobs;

namespace Slipway.Operator.TrainingJobs.Search.Proposals;

/// <summary>Every value is as likely as its distribution says, whatever was seen.</summary>
internal static class RandomProposal
{
    public static IReadOnlyDictionary<string, JsonElement> Of(IReadOnlyList<SearchParameter> parameters, SeededRandom random)
    {
        var proposal = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var parameter in parameters) proposal[parameter.Name] = Value(parameter, random);
        return proposal;
    }

    private static JsonElement Value(SearchParameter parameter, SeededRandom random)
    {
        if (parameter.Type == ParameterType.Categorical) return parameter.List![random.NextIndex(parameter.List.Count)];
        var scale = new NumberScale(parameter);
        return scale.ValueAt(scale.Low + (random.NextDouble() * scale.Width));
    }
}
