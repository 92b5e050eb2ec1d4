using System.Globalization;
using System.Text.RegularExpressions;
using Slipway.Contracts.Data;
using Slipway.Contracts.Features;
using Slipway.Features.Language;

namespace Slipway.Features.Checking;

/// <summary>Turns the expectations of one feature into conditions of the feature language, so that they have one meaning everywhere.</summary>
internal sealed partial class ExpectationCompiler(
    IReadOnlyDictionary<string, Column> columns, IReadOnlyCollection<string> tables, IReadOnlyList<CheckedFeature> features, List<FeatureError> errors)
{
    private readonly HashSet<string> served = [.. features.Where(feature => feature.IsOnline).SelectMany(feature => feature.Columns)];

    public CheckedFeature Check(CheckedFeature feature)
    {
        var result = new List<CheckedExpectation>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var expectation in feature.Definition.Expectations ?? [])
        {
            var found = new List<FeatureError>();
            if (!NamePattern().IsMatch(expectation.Name)) found.Add(Error("the name may have letters, digits and underscores, at most 63, and starts with a letter or an underscore."));
            if (!names.Add(expectation.Name)) found.Add(Error("another expectation of the feature has this name; rename one."));
            if (expectation is { OnViolation: ViolationAction.Reject, Severity: not Severity.Error })
                found.Add(Error("onViolation Reject needs the severity Error; a warning refuses nothing."));
            var condition = Condition(feature, expectation, found);
            if (found.Count == 0) result.Add(new CheckedExpectation(expectation, Rule(expectation), condition));
            errors.AddRange(found.Select(error => new FeatureError(feature.Definition.Name, error.Position, $"expectation '{expectation.Name}': {error.Message}")));
        }

        return feature with { Expectations = result };
    }

    /// <summary>The rule as its author wrote it.</summary>
    private static string Rule(Expectation rule) => string.Join(", ", new[]
    {
        rule.Minimum is { } least ? $"minimum {Text(least)}" : null,
        rule.Maximum is { } most ? $"maximum {Text(most)}" : null,
        rule.MaxMissingPercent is { } share ? $"at most {Text(share)} percent missing" : null,
        rule.AllowedValues is { } values ? $"one of {string.Join(", ", values)}" : null,
        rule.Pattern is { } pattern ? $"pattern {pattern}" : null,
        rule.Expression,
    }.OfType<string>());

    private Syntax? Condition(CheckedFeature feature, Expectation rule, List<FeatureError> found)
    {
        bool[] rules = [rule.Minimum is not null || rule.Maximum is not null, rule.MaxMissingPercent is not null, rule.AllowedValues is not null, rule.Pattern is not null, rule.Expression is not null];
        if (rules.Count(present => present) != 1)
        {
            found.Add(Error("it needs exactly one rule: minimum and maximum, maxMissingPercent, allowedValues, pattern or expression."));
            return null;
        }

        if (rules[1])
        {
            if (rule.MaxMissingPercent is not (>= 0 and <= 100)) found.Add(Error("maxMissingPercent is a share from 0 to 100."));
            return null;
        }

        if (rules[0]) return Range(feature, rule, found);
        if (rules[4]) return Expression(feature, rule.Expression!, found);
        if (Category(feature, found) is not { } text) return null;
        return rule.Pattern is { } pattern
            ? Sound(new CallSyntax(0, "matches", [text, new TextSyntax(0, pattern)]), found)
            : Sound(new CallSyntax(0, "in", [text, new ListSyntax(0, [.. rule.AllowedValues!.Select(value => new TextSyntax(0, value))])]), found);
    }

    private static CallSyntax? Range(CheckedFeature feature, Expectation rule, List<FeatureError> found)
    {
        if (feature.Type != ValueType.Number)
        {
            found.Add(Error($"minimum and maximum are for numbers, but the feature is {TypeNames.Phrase(feature.Type)}; write an expression."));
            return null;
        }

        if (rule.Minimum > rule.Maximum) found.Add(Error($"the minimum {Text(rule.Minimum.Value)} is greater than the maximum {Text(rule.Maximum.Value)}."));
        var least = rule.Minimum is { } minimum ? new CallSyntax(0, ">=", [feature.Expression, new NumberSyntax(0, minimum)]) : null;
        var most = rule.Maximum is { } maximum ? new CallSyntax(0, "<=", [feature.Expression, new NumberSyntax(0, maximum)]) : null;
        return least is null ? most : most is null ? least : new CallSyntax(0, "and", [least, most]);
    }

    /// <summary>The text that the feature takes as a category: the first argument of its outermost function.</summary>
    private Syntax? Category(CheckedFeature feature, List<FeatureError> found)
    {
        if (feature.Expression is CallSyntax { Function: "one_hot" or "ordinal" or "frequency" or "hash" or "bag_of_words" or "hash_words" } call
            && new TypeChecker("", columns, tables, []).Check(call.Arguments[0]) == ValueType.Text)
            return call.Arguments[0];
        found.Add(Error("allowedValues and pattern are for features that take a text as a category, such as one_hot(country); write an expression."));
        return null;
    }

    private Syntax? Expression(CheckedFeature feature, string expression, List<FeatureError> found)
    {
        Syntax parsed;
        try
        {
            parsed = WithFeatures(Parser.Parse(expression));
        }
        catch (SyntaxException error)
        {
            found.Add(new FeatureError("", error.Position + 1, error.Message));
            return null;
        }

        var checker = new TypeChecker("", columns, tables, found);
        var type = checker.Check(parsed);
        if (type is not null and not ValueType.Boolean) found.Add(Error($"the expression must be true or false, but this is {TypeNames.Phrase(type.Value)}; compare it with something."));
        if (type is not null && checker.Used.Count == 0) found.Add(Error("the expression reads no column, so it is the same for every row."));
        foreach (var column in checker.Used.Where(column => feature.IsOnline && !served.Contains(column)).Order(StringComparer.Ordinal))
            found.Add(Error($"the expression reads the column '{column}', which no feature of the model reads, so that no request has it; compare other columns, or mark the feature as TrainingOnly."));
        return parsed;
    }

    /// <summary>Names of features stand for their expressions; a column of the same name comes first.</summary>
    private Syntax WithFeatures(Syntax syntax) => syntax switch
    {
        NameSyntax name when !columns.ContainsKey(name.Name) && features.FirstOrDefault(feature => feature.Definition.Name == name.Name) is { } feature => feature.Expression,
        CallSyntax { Function: "impute" } call => call with { Arguments = [WithFeatures(call.Arguments[0]), .. call.Arguments.Skip(1)] },
        CallSyntax call => call with { Arguments = [.. call.Arguments.Select(WithFeatures)] },
        _ => syntax,
    };

    private CallSyntax Sound(CallSyntax condition, List<FeatureError> found)
    {
        var here = new List<FeatureError>();
        new TypeChecker("", columns, tables, here).Check(condition);
        found.AddRange(here.Select(error => error with { Position = 0 }));
        return condition;
    }

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    private static FeatureError Error(string message) => new("", 0, message);

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]{0,62}$")]
    private static partial Regex NamePattern();
}
