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

    public static List<CheckedFeature> Check(IReadOnlyDictionary<string, Column> columns, IReadOnlyList<Feature> features, IReadOnlyList<RateTable> tables)
    {
        var errors = new List<FeatureError>();
        RateTableChecks.Check(tables, errors);
        var tableNames = tables.Select(table => table.Name).ToHashSet(StringComparer.Ordinal);
        var result = new List<CheckedFeature>();
        if (features.Count == 0) errors.Add(new FeatureError("", 0, "there is no feature; a model needs at least one."));
        // Names of columns in SQL do not tell capital from small letters.
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var feature in features)
        {
            if (!NamePattern().IsMatch(feature.Name))
                errors.Add(new FeatureError(feature.Name, 0, "the name may have letters, digits and underscores, at most 63, and starts with a letter or an underscore."));
            if (!names.Add(feature.Name)) errors.Add(new FeatureError(feature.Name, 0, "another feature has this name (capital and small letters count as the same); rename one."));
            if (CheckOne(columns, feature, tableNames, errors) is { } sound) result.Add(sound);
        }

        // Expectations may name other features, so these have to be sound first.
        if (errors.Count == 0)
        {
            var expectations = new ExpectationCompiler(columns, tableNames, result, errors);
            result = [.. result.Select(expectations.Check)];
        }

        return errors.Count == 0 ? result : throw new FeatureException(errors);
    }

    private static CheckedFeature? CheckOne(IReadOnlyDictionary<string, Column> columns, Feature feature, HashSet<string> tables, List<FeatureError> errors)
    {
        try
        {
            var syntax = Parser.Parse(ExpressionOf(feature));
            var before = errors.Count;
            var checker = new TypeChecker(feature.Name, columns, tables, errors);
            var type = checker.Check(syntax);
            if (errors.Count > before) return null;
            var complaint = type switch
            {
                null => throw new InvalidOperationException($"The type checker found neither a type nor an error in feature '{feature.Name}'."),
                ValueType.Text => "the result is text, and a model takes numbers. Use one_hot(...), ordinal(...) or frequency(...) for categories, bag_of_words(...) for texts.",
                ValueType.Time => "the result is a time, and a model takes numbers. Use hour(...), day_of_week(...) or days_between(a, b).",
                _ when checker.Used.Count == 0 => "the expression reads no column, so it is the same for every row; remove the feature.",
                _ => DefaultComplaint(feature, type.Value),
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

    private static string? DefaultComplaint(Feature feature, ValueType type) => feature switch
    {
        { Default: null } => null,
        { Required: true } => "it is required and has a default; remove one of them: what must be sent needs no default.",
        { Default: var value } when !float.IsFinite((float)value.Value) => $"the default {value} is no finite number of 32 bits.",
        _ when type == ValueType.Vector => "the feature is several columns, which are all 0 when it is missing; remove the default, or write coalesce(...) around the text.",
        _ => null,
    };

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]{0,62}$")]
    private static partial Regex NamePattern();
}
