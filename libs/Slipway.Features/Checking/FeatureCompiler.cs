using System.Text.RegularExpressions;
using Slipway.Contracts.Data;
using Slipway.Contracts.Features;
using Slipway.Features.Language;

namespace Slipway.Features.Checking;

/// <summary>Reads and checks a list of features, and collects every error of all of them.</summary>
internal static partial class FeatureCompiler
{
    /// <summary>The expression of a feature; without one, the column of its name.</summary>
    public static string ExpressionOf(Feature feature) => string.IsNullOrWhiteSpace(feature.Expr) ? $"\"{feature.Name}\"" : feature.Expr;

    public static List<CheckedFeature> Check(IReadOnlyDictionary<string, Column> columns, IReadOnlyList<Feature> features)
    {
        var errors = new List<FeatureError>();
        var result = new List<CheckedFeature>();
        if (features.Count == 0) errors.Add(new FeatureError("", 0, "there is no feature; a model needs at least one."));
        // Names of columns in SQL do not tell capital from small letters.
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var feature in features)
        {
            if (!NamePattern().IsMatch(feature.Name))
                errors.Add(new FeatureError(feature.Name, 0, "the name may have letters, digits and underscores, at most 63, and starts with a letter or an underscore."));
            if (!names.Add(feature.Name)) errors.Add(new FeatureError(feature.Name, 0, "another feature has this name (capital and small letters count as the same); rename one."));
            if (CheckOne(columns, feature, errors) is { } sound) result.Add(sound);
        }

        return errors.Count == 0 ? result : throw new FeatureException(errors);
    }

    private static CheckedFeature? CheckOne(IReadOnlyDictionary<string, Column> columns, Feature feature, List<FeatureError> errors)
    {
        try
        {
            var syntax = Parser.Parse(ExpressionOf(feature));
            var before = errors.Count;
            var checker = new TypeChecker(feature.Name, columns, errors);
            var type = checker.Check(syntax);
            if (errors.Count > before) return null;
            var complaint = type switch
            {
                null => throw new InvalidOperationException($"The type checker found neither a type nor an error in feature '{feature.Name}'."),
                ValueType.Text => "the result is text, and a model takes numbers. Use one_hot(...), ordinal(...) or frequency(...) for categories, bag_of_words(...) for texts.",
                ValueType.Time => "the result is a time, and a model takes numbers. Use hour(...), day_of_week(...) or days_between(a, b).",
                _ when checker.Used.Count == 0 => "the expression reads no column, so it is the same for every row; remove the feature.",
                _ => null,
            };
            if (complaint is null) return new CheckedFeature(feature, syntax, type.Value, checker.Used);
            errors.Add(new FeatureError(feature.Name, 0, complaint));
        }
        catch (SyntaxException error)
        {
            errors.Add(new FeatureError(feature.Name, error.Position + 1, error.Message));
        }

        return null;
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]{0,62}$")]
    private static partial Regex NamePattern();
}
