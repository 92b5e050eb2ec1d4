using System.Security.Cryptography;
using System.Text;
using Slipway.Contracts.Features;
using Slipway.Features.Checking;
using Slipway.Features.Language;

namespace Slipway.Features;

/// <summary>Digests feature definitions by their meaning.</summary>
public static class FeatureDigest
{
    // Part of every digest: raised when the same expression comes to mean something else.
    private const string LanguageVersion = "slipway-features/1";

    /// <summary>Digest over names, expressions, order, required marks, availability, defaults, expectations, rates, and the joins.</summary>
    /// <remarks>
    /// Guarantees: white space, comments, redundant parentheses, descriptions and other documentation do not change it; whatever changes a value of a feature does.
    /// </remarks>
    /// <param name="features">The features in the order of the model's columns.</param>
    /// <param name="tables">Tables of rates that the features may use.</param>
    /// <param name="joins">Joins that add columns of other datasets.</param>
    /// <returns><c>sha256:</c> and 64 hexadecimal digits.</returns>
    /// <exception cref="FeatureException">An expression cannot be read; all such errors.</exception>
    public static string Of(IReadOnlyList<Feature> features, IReadOnlyList<RateTable>? tables = null, params IReadOnlyList<FeatureJoin> joins)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(joins);
        var errors = new List<FeatureError>();
        var text = new StringBuilder(LanguageVersion).Append('\n');
        foreach (var feature in features)
        {
            try
            {
                var expression = CanonicalForm.Of(Parser.Parse(FeatureCompiler.ExpressionOf(feature)));
                text.Append(feature.Name).Append('\t').Append(feature.Availability).Append('\t').Append(feature.Required ? "required" : "optional")
                    .Append('\t').Append(expression.Length).Append(':').Append(expression).Append('\n');
                DigestedParts.Append(text, feature);
            }
            catch (SyntaxException error)
            {
                errors.Add(new FeatureError(feature.Name, error.Position + 1, error.Message));
            }
        }

        foreach (var table in tables ?? []) DigestedParts.Append(text, table);
        if (errors.Count > 0) throw new FeatureException(errors);
        foreach (var join in joins) DigestedParts.Append(text, join);
        return "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
