using System.Globalization;
using System.Text;
using Slipway.Contracts.Features;
using Slipway.Features.Language;

namespace Slipway.Features;

/// <summary>What a definition may have beside expressions, in the form that is digested. What is absent adds nothing.</summary>
internal static class DigestedParts
{
    /// <exception cref="SyntaxException">The expression of an expectation cannot be read.</exception>
    public static void Append(StringBuilder text, Feature feature)
    {
        if (feature.Default is { } value) Line(text, "default", Number(value));
        foreach (var rule in feature.Expectations ?? [])
        {
            Line(text, "expectation", rule.Name, Number(rule.Minimum), Number(rule.Maximum), Number(rule.MaxMissingPercent), rule.Pattern,
                rule.Expression is null ? null : CanonicalForm.Of(Parser.Parse(rule.Expression)), rule.Severity.ToString(), rule.OnViolation.ToString());
            foreach (var allowed in rule.AllowedValues ?? []) Line(text, "allowed", allowed);
        }
    }

    /// <summary>The order of the rates has no meaning.</summary>
    public static void Append(StringBuilder text, RateTable table)
    {
        Line(text, "rates", table.Name);
        foreach (var rate in table.Rates.OrderBy(rate => rate.Key, StringComparer.Ordinal).ThenBy(rate => rate.From))
            Line(text, "rate", rate.Key, rate.From.UtcTicks.ToString(CultureInfo.InvariantCulture), Number(rate.Value));
    }

    /// <summary>How columns of another dataset are found.</summary>
    public static void Append(StringBuilder text, FeatureJoin join)
    {
        Line(text, "join", join.Dataset, join.Ttl?.ToString(), join.KnownAt, join.Prefix);
        foreach (var key in join.Keys) Line(text, "on", key.Column, key.References ?? key.Column);
        foreach (var column in join.Columns ?? []) Line(text, "joined", column);
        if (join.Window is not { } window) return;
        Line(text, "window", window.Length.ToString(), window.Slide.ToString(), window.Lateness.ToString());
        foreach (var aggregate in window.Aggregates) Line(text, "aggregate", aggregate.Name, aggregate.Function.ToString(), aggregate.Column);
    }

    private static void Line(StringBuilder text, string kind, params string?[] values)
    {
        text.Append(kind);
        foreach (var value in values) text.Append('\t').Append(value?.Length ?? -1).Append(':').Append(value);
        text.Append('\n');
    }

    private static string? Number(double? value) => value?.ToString("R", CultureInfo.InvariantCulture);
}
