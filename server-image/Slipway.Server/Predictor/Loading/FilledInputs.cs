using Slipway.Contracts.Models;

namespace Slipway.Server.Predictor.Loading;

/// <summary>Inputs that the server fills when a request does not carry them.</summary>
/// <param name="Lookups">From the newest rows of entities.</param>
/// <param name="Windows">From their newest events.</param>
internal sealed record FilledInputs(IReadOnlyList<ModelLookup> Lookups, IReadOnlyList<ModelWindow> Windows)
{
    public static FilledInputs None { get; } = new([], []);

    /// <summary>Names of the inputs.</summary>
    public HashSet<string> Names => Lookups.SelectMany(lookup => lookup.Inputs).Select(input => input.Input)
        .Concat(Windows.SelectMany(window => window.Inputs).Select(input => input.Input)).ToHashSet(StringComparer.Ordinal);

    /// <summary>What a request has to carry for it.</summary>
    public IEnumerable<LookupKey> Entities => Lookups.SelectMany(lookup => lookup.Entity).Concat(Windows.SelectMany(window => window.Entity)).DistinctBy(key => key.Input);
}
