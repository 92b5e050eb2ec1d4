using System.Globalization;
using Slipway.Contracts.Training;
using Slipway.Api.ModelVersions;

namespace Slipway.Cli.Compare;

/// <summary>Writes a comparison as text, a section for each question.</summary>
internal static class ComparisonPage
{
    public static IEnumerable<string> Lines(string before, string after, VersionComparison comparison, string place) =>
    [
        $"{before} -> {after}",
        "",
        "WHAT CHANGED",
        .. Parts(comparison.Parts),
        "",
        "METRICS (value [95 % interval] of n rows)",
        .. Table(["METRIC", "ROWS", before, after, "DIFFERENCE"], [.. comparison.Metrics.Select(Row)]),
        "",
        "CONFIGURATION",
        .. comparison.Settings.Count == 0 ? ["  no setting differs"] : Table(["SETTING", before, after], [.. comparison.Settings.Select(change => (string[])[change.Path, Value(change.Before), Value(change.After)])]),
        .. comparison.Unused.Select(each => $"  not used in {each.Version}: hyperparameters.{each.Setting.Name}: {each.Setting.Why}"),
        "",
        "ORIGIN",
        .. Table(["", before, after], [.. comparison.Origins.Select(change => (string[])[change.Path, Short(change.Before), change.Before == change.After ? "same" : Short(change.After)])]),
        "",
        "DATA (all that went in, however far away)",
        .. comparison.Data.Count == 0 ? ["  not on record"] : Table(["DATASET", before, after, "HOW"], [.. comparison.Data.Select(pair => (string[])[pair.Dataset.From(place), Digests(pair.Before), pair.IsSame ? "same" : Digests(pair.After), pair.Via])]),
    ];

    private static IEnumerable<string> Parts(ModelParts parts)
    {
        if (!parts.IsKnown) yield return "  one of the records has no configuration: architecture and definition cannot be told apart";
        yield return $"  architecture: {(parts.Architecture.Count == 0 ? "same" : "changed: " + Names(parts.Architecture))}";
        yield return $"  definition:   {(parts.Definition.Count == 0 ? "same" : "changed: " + Names(parts.Definition))}";
        yield return $"  trained model: {(parts.Trained ? "changed: another file" : "same file")}";
    }

    private static string Names(IReadOnlyList<SettingChange> changes) => string.Join(", ", changes.Select(change => change.Path));

    private static string[] Row(MetricPair pair) =>
        [pair.Name, pair.Rows, Value(pair.Before), Value(pair.After), pair is { Before: null } or { After: null } ? "" : pair.Difference is { } difference ? $"{difference.ToString("+0.####;-0.####;0", CultureInfo.InvariantCulture)}{(pair.IsClear ? "" : " (intervals overlap)")}" : "other rows"];

    private static string Value(MetricValue? metric)
    {
        if (metric is null) return "-";
        if (metric.Value is not { } value) return $"undefined of {metric.N}";
        var interval = metric is { Low: { } low, High: { } high } ? string.Create(CultureInfo.InvariantCulture, $" [{low:0.####}, {high:0.####}]") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{value:0.####}{interval} of {metric.N}");
    }

    private static string Value(string? setting) => setting ?? "-";

    private static string Digests(IReadOnlyList<string> digests) => digests.Count == 0 ? "-" : string.Join(", ", digests.Select(Short));

    // Twelve digits tell versions apart; the whole digest is in the record.
    private static string Short(string? text) => text is null ? "-" : string.Join(' ', text.Split(' ').Select(word => word.StartsWith("sha256:", StringComparison.Ordinal) && word.Length > 19 ? word[..19] : word));

    private static IEnumerable<string> Table(string[] headings, IReadOnlyList<string[]> rows)
    {
        var widths = headings.Select((heading, column) => rows.Select(row => row[column].Length).Append(heading.Length).Max()).ToList();
        return rows.Prepend(headings).Select(row => ("  " + string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column])))).TrimEnd());
    }
}
