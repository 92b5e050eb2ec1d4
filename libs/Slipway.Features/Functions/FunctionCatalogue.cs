namespace Slipway.Features.Functions;

/// <summary>All functions and operators of the language.</summary>
internal static class FunctionCatalogue
{
    private static readonly Dictionary<string, FunctionDefinition> Definitions =
        new[] { Operators.All, NumberFunctions.All, MissingFunctions.All, TextFunctions.All, CategoryFunctions.All, TimeFunctions.All, RateFunctions.All }
            .SelectMany(group => group)
            .ToDictionary(function => function.Name, StringComparer.Ordinal);

    /// <summary>Everything, in the order of the documentation.</summary>
    public static IEnumerable<FunctionDefinition> All => Definitions.Values;

    /// <summary>Names that can be called with parentheses.</summary>
    public static IEnumerable<string> Names => Definitions.Values.Where(function => !function.IsOperator).Select(function => function.Name);

    public static FunctionDefinition? Find(string name) => Definitions.GetValueOrDefault(name);
}
