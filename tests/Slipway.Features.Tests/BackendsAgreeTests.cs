using Slipway.Contracts.Features;
using Slipway.Features.Functions;
using Slipway.Features.Language;

namespace Slipway.Features.Tests;

/// <summary>DuckDB, ONNX Runtime and the reference evaluator compute the same features from the same rows, whatever the expression.</summary>
[Trait("Capability", "F2")]
[Trait("Capability", "F3")]
public sealed class BackendsAgreeTests
{
    private const int RowsPerProgram = 400;
    private const int FeaturesPerProgram = 30;
    private const int ExactSeeds = 12;
    private const int NearSeeds = 4;

    /// <summary>A bug that leaves the function out.</summary>
    private const string Nothing = "";

    public static TheoryData<int> Exact { get; } = new(Enumerable.Range(1, ExactSeeds));

    public static TheoryData<int> Near { get; } = new(Enumerable.Range(1, NearSeeds));

    /// <summary>12 seeds with at least 9,000 values each: more than 100,000 cases of an expression and a row.</summary>
    [Theory]
    [MemberData(nameof(Exact))]
    public void Generated_features_agree_bit_for_bit(int seed) => Compare(seed, generator => generator.Feature(), EngineResults.Same).ShouldBeGreaterThan(9_000);

    [Theory]
    [MemberData(nameof(Near))]
    public void Logarithms_and_exponentials_agree_to_the_last_bits(int seed) =>
        Compare(seed, generator => generator.NearlyExactFeature(), EngineResults.Near).ShouldBeGreaterThan(9_000);

    [Fact]
    public void Every_function_of_the_language_is_among_the_generated()
    {
        var exact = Enumerable.Range(1, ExactSeeds).SelectMany(seed => Generate(seed, generator => generator.Feature()).Expressions);
        var near = Enumerable.Range(1, NearSeeds).SelectMany(seed => Generate(seed, generator => generator.NearlyExactFeature()).Expressions);
        var used = exact.Concat(near).SelectMany(ExpressionText.Functions).ToHashSet(StringComparer.Ordinal);
        FunctionCatalogue.All.Select(function => function.Name).Where(name => !used.Contains(name)).ShouldBeEmpty();
    }

    /// <summary>Plants a bug in one engine by handing it another function, and looks at what is left of the case that shows it.</summary>
    [Theory]
    [InlineData("ceil", "floor", 2)]
    [InlineData("lower", Nothing, 4)]
    [InlineData("day_of_year", "day", 2)]
    [InlineData("or", "and", 6)]
    public void A_difference_shrinks_to_a_minimal_example(string function, string instead, int size)
    {
        var seed = 1;
        GeneratedCase? found = null;
        for (; found is null && seed < 50; seed++)
        {
            var (rows, expressions) = Generate(seed, generator => generator.Feature());
            found = expressions.Where(expression => ExpressionText.Functions(expression).Contains(function))
                .Select(expression => new GeneratedCase(expression, [.. rows.Take(100)])).FirstOrDefault(Differs);
        }

        var smallest = found.ShouldNotBeNull().Shrink(Differs);
        ExpressionText.Size(smallest.Expression).ShouldBeLessThanOrEqualTo(size, smallest.ToString());
        ExpressionText.Functions(smallest.Expression).ShouldContain(function);
        smallest.Rows.ShouldHaveSingleItem(smallest.ToString()).Values.Count(value => value is not null).ShouldBeLessThanOrEqualTo(2, smallest.ToString());

        bool Differs(GeneratedCase candidate) => Difference(candidate, EngineResults.Same, expression => Replace(expression, function, instead)) is not null;
    }

    private static (List<Dictionary<string, object?>> Rows, List<Syntax> Expressions) Generate(int seed, Func<ExpressionGenerator, Syntax> feature)
    {
        var generator = new ExpressionGenerator(seed);
        var rows = Enumerable.Range(0, RowsPerProgram).Select(_ => generator.Row()).ToList();
        return (rows, [.. Enumerable.Range(0, FeaturesPerProgram).Select(_ => feature(generator))]);
    }

    /// <returns>How many values were compared.</returns>
    private static int Compare(int seed, Func<ExpressionGenerator, Syntax> feature, Func<float, float, bool> equal)
    {
        var (rows, expressions) = Generate(seed, feature);
        using var engines = new ThreeEngines(Shop.Columns, rows);
        var syntaxes = expressions.Index().ToDictionary(pair => $"f{pair.Index}", pair => pair.Item);
        var (fitted, inputs) = engines.FitWhatCanBe(syntaxes.ToDictionary(pair => pair.Key, pair => Definition(pair.Key, pair.Value)));
        var results = engines.Run(fitted, inputs);
        if (results.FirstDifference(equal) is { } at)
        {
            var culprit = new GeneratedCase(syntaxes[fitted.FeatureOfColumn[at.Column]], rows);
            var smallest = culprit.Shrink(candidate => Difference(candidate, equal) is not null);
            throw new Xunit.Sdk.XunitException($"seed {seed}: {results.Describe(at, fitted.OutputColumns)}\nshrunk to {smallest}\n{Difference(smallest, equal)}");
        }

        return results.Reference.Length * fitted.OutputColumns.Count;
    }

    private static Feature Definition(string name, Syntax expression) => new() { Name = name, Expr = ExpressionText.Of(expression) };

    /// <param name="candidate">Expression and rows.</param>
    /// <param name="equal">When two values count as the same.</param>
    /// <param name="bug">What DuckDB is to compute instead of the expression; it is then compared with the reference evaluator alone.</param>
    private static string? Difference(GeneratedCase candidate, Func<float, float, bool> equal, Func<Syntax, Syntax>? bug = null)
    {
        try
        {
            var inputs = FeatureProgram.Compile(Shop.Columns, [Definition("f", candidate.Expression)], Shop.Tables).Inputs;
            using var engines = new ThreeEngines(Shop.Columns, candidate.Rows);
            var features = engines.Fit([Definition("f", candidate.Expression)]);
            var reference = engines.RunReference(features);
            var results = bug is null
                ? new EngineResults(engines.RunSql(features), engines.RunOnnx(features, inputs), reference)
                : new EngineResults(engines.RunSql(engines.Fit([Definition("f", bug(candidate.Expression))])), reference, reference);
            return results.FirstDifference(equal) is { } at ? results.Describe(at, features.OutputColumns) : null;
        }
        catch (FeatureException)
        {
            return null;
        }
    }

    private static Syntax Replace(Syntax syntax, string function, string instead) => syntax switch
    {
        CallSyntax call when call.Function == function && instead == Nothing => Replace(call.Arguments[0], function, instead),
        CallSyntax call => call with { Function = call.Function == function ? instead : call.Function, Arguments = [.. call.Arguments.Select(argument => Replace(argument, function, instead))] },
        _ => syntax,
    };
}
