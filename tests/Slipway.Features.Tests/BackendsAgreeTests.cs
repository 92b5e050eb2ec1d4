using System.Globalization;
using Slipway.Contracts.Features;
using Slipway.Features.Language;

namespace Slipway.Features.Tests;

/// <summary>DuckDB, ONNX Runtime and the reference evaluator compute the same features from the same rows, whatever the expression.</summary>
[Trait("Capability", "F2")]
public sealed class BackendsAgreeTests
{
    private const int RowsPerProgram = 200;
    private const int FeaturesPerProgram = 40;

    public static TheoryData<int> Seeds { get; } = new(Enumerable.Range(1, 16));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Generated_features_agree_bit_for_bit(int seed) =>
        Compare(seed, generator => generator.Feature(), EngineResults.Same).ShouldBeGreaterThan(4000);

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Logarithms_and_exponentials_agree_to_the_last_bits(int seed) =>
        Compare(seed, generator => generator.NearlyExactFeature(), EngineResults.Near).ShouldBeGreaterThan(4000);

    /// <returns>How many values were compared.</returns>
    private static int Compare(int seed, Func<ExpressionGenerator, Syntax> feature, Func<float, float, bool> equal)
    {
        var generator = new ExpressionGenerator(seed);
        var rows = Enumerable.Range(0, RowsPerProgram).Select(_ => generator.Row()).ToList();
        using var engines = new ThreeEngines(Shop.Columns, rows);
        var syntaxes = Enumerable.Range(0, FeaturesPerProgram).ToDictionary(i => $"f{i}", _ => feature(generator));
        var fitted = FitWhatCanBe(engines, syntaxes);
        var features = syntaxes.Select(Definition).ToList();
        var results = engines.Run(fitted, FeatureProgram.Compile(Shop.Columns, features).Inputs);
        if (results.FirstDifference(equal) is { } at)
        {
            var culprit = syntaxes[fitted.FeatureOfColumn[at.Column]];
            throw new Xunit.Sdk.XunitException($"seed {seed}: {results.Describe(at, fitted.OutputColumns)}\nin {ExpressionText.Of(culprit)}\nshrunk to {Shrink(culprit, rows, at.Row, equal)}");
        }

        return results.Reference.Length * fitted.OutputColumns.Count;
    }

    /// <summary>A generated expression may read no column, or measure something that is missing in all rows; those are refused, and left out here.</summary>
    private static FittedFeatures FitWhatCanBe(ThreeEngines engines, Dictionary<string, Syntax> syntaxes)
    {
        while (true)
        {
            try
            {
                return engines.Fit([.. syntaxes.Select(Definition)]);
            }
            catch (FeatureException refusal)
            {
                foreach (var error in refusal.Errors)
                {
                    error.Message.ShouldMatch("reads no column|the training split has no");
                    syntaxes.Remove(error.Feature).ShouldBeTrue();
                }
            }
        }
    }

    private static Feature Definition(KeyValuePair<string, Syntax> feature) => new() { Name = feature.Key, Expr = ExpressionText.Of(feature.Value) };

    /// <summary>The smallest expression that still differs on the row, with the row when it differs there alone.</summary>
    private static string Shrink(Syntax culprit, List<Dictionary<string, object?>> rows, int row, Func<float, float, bool> equal)
    {
        var smallest = culprit;
        var kept = Differs(culprit, [rows[row]], equal) is not null ? [rows[row]] : rows;
        while (ExpressionText.Smaller(smallest).FirstOrDefault(candidate => Differs(candidate, kept, equal) is not null) is { } smaller) smallest = smaller;
        var values = kept.Count == 1 ? string.Join(", ", kept[0].Select(pair => $"{pair.Key}={pair.Value switch { null => "missing", double number => number.ToString("R", CultureInfo.InvariantCulture), var value => $"'{value}'" }}")) : "all rows";
        return $"{ExpressionText.Of(smallest)}\non {values}\n{Differs(smallest, kept, equal)}";
    }

    private static string? Differs(Syntax syntax, List<Dictionary<string, object?>> rows, Func<float, float, bool> equal)
    {
        try
        {
            using var engines = new ThreeEngines(Shop.Columns, rows);
            var features = new[] { new Feature { Name = "f", Expr = ExpressionText.Of(syntax) } };
            var fitted = engines.Fit(features);
            var results = engines.Run(fitted, FeatureProgram.Compile(Shop.Columns, features).Inputs);
            return results.FirstDifference(equal) is { } at ? results.Describe(at, fitted.OutputColumns) : null;
        }
        catch (FeatureException)
        {
            return null;
        }
    }
}
