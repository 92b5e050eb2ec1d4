using System.Globalization;
using System.Xml.Linq;
using Slipway.Contracts.Data;
using Slipway.Trainer.Pages;

namespace Slipway.Trainer.Snapshot.Card;

/// <summary>The data card of a version: one page without any other file, for people who have to decide whether to train on it.</summary>
/// <remarks>Made from the manifest alone, so that it says nothing that the manifest does not.</remarks>
internal static class DataCard
{
    public const string FileName = "card.html";

    /// <summary>The page, in UTF-8.</summary>
    public static byte[] Write(DatasetManifest manifest) => Markup.Page(
        $"{manifest.Name} {Markup.Version(manifest.Digest)}",
        Summary(manifest), Findings(manifest), Rows(manifest), CleaningTable.Of(manifest), LossTables.Of(manifest), Schema(manifest), Slices(manifest), FreshnessTable.Of(manifest), LossTables.Missing(manifest), ComparisonTable.Of(manifest), Origin(manifest));

    private static XElement Summary(DatasetManifest manifest) => Markup.Element(
        "header",
        Markup.Element("h1", manifest.Name, Markup.Element("code", Markup.Version(manifest.Digest))),
        Markup.Element("p", Facts(manifest)));

    private static string Facts(DatasetManifest manifest)
    {
        var span = manifest is { EventTimeMin: { } first, EventTimeMax: { } last } ? $", {Markup.Time(first)} to {Markup.Time(last)}" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{manifest.Rows.Kept:N0} rows of {manifest.Columns.Count} columns{span}; {manifest.Bytes / 1e6:0.#} MB; for {manifest.Role.ToString().ToLowerInvariant()}. Written {Markup.Time(manifest.CreatedAt)}.");
    }

    private static XElement Findings(DatasetManifest manifest) => Markup.Section(
        "Findings",
        manifest.Findings is { Count: > 0 } findings
            ? Markup.Table(["Check", "Severity", "Rows", "What was found"], findings.OrderBy(finding => finding.Severity).Select(finding => Markup.Row(
                finding.Check, Markup.Element("td", Markup.Class(finding.Severity.ToString().ToLowerInvariant()), finding.Severity.ToString()), Markup.Number(finding.Rows), Markup.Element("td", finding.Message, Examples(finding)))))
            : Markup.Element("p", "All checks passed."));

    private static XElement? Examples(Finding finding) => finding.Examples is not { Count: > 0 } examples ? null : Markup.Table(
        examples[0].Keys, examples.Select(example => Markup.Row([.. example.Values.Select(value => (object)(value ?? "(missing)"))])));

    private static XElement Rows(DatasetManifest manifest)
    {
        var rows = manifest.Rows;
        (string Name, long Count)[] parts =
        [
            ("train", rows.Train), ("validation", rows.Validation), ("test", rows.Test), ("dropped by cleaning", rows.Cleaned), ("duplicates, dropped", rows.Duplicates), ("label not settled yet, left for later", rows.Unsettled), ("left out by the sample", rows.LeftOut), ("removed on request", rows.Deleted), ("rejected, in quarantine", rows.Rejected),
        ];
        return Markup.Section(
            "Where the rows went",
            Markup.Table(["Part", "Rows", "Share of those read"], [
                Markup.Row("read from the source", Markup.Number(rows.Read), ""),
                .. parts.Select(part => Markup.Row(part.Name, Markup.Number(part.Count), Markup.Percent(rows.Read == 0 ? 0 : (double)part.Count / rows.Read))),
            ]),
            manifest.Rejected is { Count: > 0 } rejected
                ? Markup.Table(["Reason of rejection", "Rows"], rejected.OrderByDescending(reason => reason.Value).Select(reason => Markup.Row(reason.Key, Markup.Number(reason.Value))))
                : null,
            manifest.Deletions is { Count: > 0 } deletions
                ? Markup.Table(["Deletion request", "Rows removed", "Rows left, counted in the files"], deletions.Select(proof => Markup.Row(proof.Name, Markup.Number(proof.RowsRemoved), Markup.Number(proof.Remaining))))
                : null,
            Markup.Element("p", $"Split by {(manifest.Splits.Method == SplitMethod.Time ? "event time" : $"a hash of {manifest.Splits.Key ?? "the key"}")}."));
    }

    private static XElement Schema(DatasetManifest manifest) => Markup.Section("Columns", SchemaTable.Of(manifest));

    private static XElement? Slices(DatasetManifest manifest) => manifest.Coverage is not { Count: > 0 } coverage ? null : Markup.Section(
        "Slices over time",
        Markup.Element("p", "The stronger, the more rows of the value; a marked cell has none."),
        coverage.Where(slice => slice.Periods.Count > 0).Select(slice => Markup.Element("div", Markup.Class("scroll"), Markup.Element("h3", slice.Slice), CoveragePicture.Of(slice))));

    private static XElement Origin(DatasetManifest manifest)
    {
        var provenance = manifest.Provenance;
        (string Name, string? Value)[] facts =
        [
            ("Source", provenance?.Source), ("Read from", manifest.Source?.Uri ?? manifest.Source?.Sql), ("Party", provenance?.Party?.ToString()), ("Licence", provenance?.Licence),
            ("Legal basis", provenance?.LegalBasis), ("Jurisdictions", provenance?.Jurisdictions is { } places ? string.Join(", ", places) : null),
            ("Asked for by", manifest.Author), ("Engine", manifest.Engine), ("Digest", manifest.Digest),
        ];
        return Markup.Section(
            "Where it comes from",
            ProvenancePicture.Of(manifest),
            Markup.Table(["", ""], facts.Where(fact => fact.Value is not null).Select(fact => Markup.Row(fact.Name, fact.Value))));
    }
}
