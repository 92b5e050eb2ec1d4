using System.Xml.Linq;
using Slipway.Contracts.Data;
using Slipway.Trainer.Pages;

namespace Slipway.Trainer.Snapshot.Card;

/// <summary>Where rows and values were lost: by file, slice and period, and whether values are missing at random.</summary>
internal static class LossTables
{
    private const int Lines = 20;

    public static XElement? Of(DatasetManifest manifest) => manifest.Discards is not { } discards ? null : Markup.Section(
        "Rows that were not kept",
        discards.DuplicatePeriod is not { } period ? null : Markup.Element("p",
            $"Most duplicates, {Markup.Text(period.Duplicates)}, were dropped in the {period.Period.ToString().ToLowerInvariant()} from {Markup.Minute(period.Start)} UTC, of which {Markup.Text(period.Kept)} rows are kept."),
        Table("Slice", discards.Slices, discard => discard.Slice),
        Table("File", discards.Files, discard => discard.File));

    public static XElement? Missing(DatasetManifest manifest) => manifest.Missingness is not { Count: > 0 } missing ? null : Markup.Section(
        "Missing values",
        Markup.Element("p", "How far they follow the label or a slice (Cramer's V, 0 to 1). Whether they follow the missing value itself cannot be seen."),
        Markup.Table(["Column", "By", "Cramer's V", "Least missing", "Most missing", "Hint"], missing.Take(Lines).Select(each => Markup.Row(
            each.Column, each.By, Markup.Number(each.CramersV), Share(each.Least), Share(each.Most), each.Hint == MissingHint.DependsOnValue ? "depends on it (MAR)" : "as if at random (MCAR)"))));

    private static XElement? Table(string head, IReadOnlyList<Discard>? discards, Func<Discard, string?> of) => discards is not { Count: > 0 } ? null : Markup.Table(
        [head, "Reason", "Rows"], discards.Take(Lines).Select(discard => Markup.Row(of(discard) ?? "", discard.Reason, Markup.Number(discard.Rows))));

    private static string Share(MissingShare share) => $"{share.Value}: {Markup.Percent(share.Percent / 100)}";
}
