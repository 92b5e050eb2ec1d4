using System.Xml.Linq;
using Slipway.Contracts.Data;
using Slipway.Trainer.Pages;
using Slipway.Trainer.Snapshot.Checks;

namespace Slipway.Trainer.Snapshot.Card;

/// <summary>A line for each column: what it means, what it may hold, and what it does hold. Values of personal columns are not shown.</summary>
internal static class SchemaTable
{
    private static readonly string[] Head = ["Column", "Type", "Distribution", "Missing", "Distinct", "Min", "Median", "Mean", "Std. dev.", "Skew", "Kurtosis", "Mode", "Max", "Meaning and limits"];

    public static XElement Of(DatasetManifest manifest)
    {
        var statistics = manifest.Statistics.ToDictionary(each => each.Column);
        return Markup.Table(Head, manifest.Columns.Select(column => Line(manifest, column, statistics.GetValueOrDefault(column.Name))));
    }

    private static XElement Line(DatasetManifest manifest, Column column, ColumnStatistics? found)
    {
        var shown = column.Sensitivity == Sensitivity.Personal ? null : found;
        var rows = found is null ? 0 : found.Count + found.Nulls;
        var isTime = column.Type is ColumnType.Timestamp or ColumnType.Date;
        return Markup.Row(
            Markup.Element("td", Markup.Element("code", column.Name), Roles(manifest, column).Select(role => Markup.Element("span", Markup.Class("role"), role))),
            column.Type + (column.Unit is { } unit ? $" ({unit})" : ""),
            Markup.Element("td", shown is null ? "not shown: personal" : HistogramPicture.Of(column, shown)),
            Markup.Element("td", Markup.Class("number"), rows == 0 ? "" : Markup.Percent((double)found!.Nulls / rows)),
            Markup.Element("td", Markup.Class("number"), found is null ? "" : $"{(found.Distinct > ColumnProfiler.ExactDistinctLimit ? "about " : "")}{Markup.Text(found.Distinct)}"),
            Extreme(shown?.Min, isTime),
            Markup.Number(shown?.Median ?? shown?.Quantiles?[3]),
            Markup.Number(shown?.Mean),
            Markup.Number(shown?.StandardDeviation),
            Markup.Number(shown?.Skewness),
            Markup.Number(shown?.Kurtosis),
            shown?.Mode is { } mode ? $"{mode.Value} ({Markup.Text(mode.Count)})" : "",
            Extreme(shown?.Max, isTime),
            Markup.Element("td", Markup.Class("meaning"), string.Join("; ", Limits(column))));
    }

    private static XElement Extreme(double? value, bool isTime) =>
        isTime && value is { } seconds ? Markup.Element("td", Markup.Class("number"), Markup.Minute(DateTimeOffset.UnixEpoch.AddSeconds(seconds))) : Markup.Number(value);

    private static IEnumerable<string> Roles(DatasetManifest manifest, Column column)
    {
        if (manifest.Key?.Contains(column.Name) == true) yield return "key";
        if (manifest.EventTime == column.Name) yield return "event time";
        if (manifest.Label?.Column == column.Name) yield return "label";
        if (column.Sensitivity is { } sensitivity and not Sensitivity.Public) yield return sensitivity.ToString().ToLowerInvariant();
    }

    private static IEnumerable<string> Limits(Column column)
    {
        if (column.Description is { } meaning) yield return meaning.TrimEnd('.');
        if (column.Protection is { } protection) yield return protection.Method == ProtectionMethod.Pseudonymise ? "pseudonyms" : "pseudonyms that keep prefixes";
        if (column.Nullable) yield return "may be missing";
        if (column.Minimum is { } minimum) yield return $"at least {Markup.Text(minimum)}";
        if (column.Maximum is { } maximum) yield return $"at most {Markup.Text(maximum)}";
        if (column.MinLength is { } shortest) yield return $"at least {shortest} characters";
        if (column.MaxLength is { } longest) yield return $"at most {longest} characters";
        if (column.Pattern is { } pattern) yield return $"matches {pattern}";
        if (column.AllowedValues is { } allowed) yield return $"one of {string.Join(", ", allowed.Take(12))}{(allowed.Count > 12 ? $" and {allowed.Count - 12} more" : "")}";
    }
}
