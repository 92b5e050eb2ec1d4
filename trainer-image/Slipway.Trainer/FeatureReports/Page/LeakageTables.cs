using System.Xml.Linq;
using Slipway.Contracts.FeatureReports;
using Slipway.Trainer.Pages;

namespace Slipway.Trainer.FeatureReports.Page;

/// <summary>How much each feature knows of the label by itself, and what the splits know of each other.</summary>
internal static class LeakageTables
{
    private const int Lines = 20;

    internal static XElement? Of(FeatureReport report) => report.Leakage is not { } leakage ? null : Markup.Section(
        "Leakage",
        Markup.Element("p", leakage.VerifiedOn is { } split
            ? $"Power of a feature alone ({leakage.Measure}), learned on the train split and verified on the {split.ToString().ToLowerInvariant()} split; suspect from {Markup.Text(leakage.Limit)}."
            : "No split has rows enough to verify what was learned on the train split; nothing is judged."),
        Markup.Table(["Feature", "Train", "Verified"], leakage.Features.Take(Lines).Select(power => Markup.Row(
            Markup.Element("td", Markup.Element("code", power.Feature)), Markup.Number(power.Train), Markup.Number(power.Verified)))),
        leakage.Pairs is { } pairs ? Markup.Table(["Pair", "Together", "Better alone"], pairs.Take(Lines).Select(pair => Markup.Row(
            Markup.Element("td", Markup.Element("code", $"{pair.One}, {pair.Other}")), Markup.Number(pair.Verified), Markup.Number(pair.Better)))) : null,
        leakage.EqualRows is { } equal ? Markup.Table(["Split", "Rows", "Equal to a train row", "By chance", "Judged"], equal.Select(each => Markup.Row(
            each.Split.ToString().ToLowerInvariant(), Markup.Number(each.Rows), Markup.Number(each.Equal), Markup.Number(each.Chance), each.Judged ? "yes" : "no"))) : null,
        leakage.FutureTimes is { } times ? Markup.Table(["Timestamp", "Rows", "Later than the event", "By at most, hours"], times.Select(time => Markup.Row(
            Markup.Element("td", Markup.Element("code", time.Column)), Markup.Number(time.Rows), Markup.Number(time.Later), Markup.Number(Math.Max(0, time.MostSeconds / 3600))))) : null,
        leakage.Groups is { } groups ? Markup.Table(["Groups by", "In test", "Also in train", "Metric", "Known", "Held out", "Rows"], [Markup.Row(
            groups.Column, Markup.Number(groups.Groups), Markup.Number(groups.Shared), groups.Metric ?? "", Markup.Number(groups.Known), Markup.Number(groups.HeldOut), Markup.Number(groups.Rows))]) : null,
        leakage.Ablations is { } ablations ? LeftOutTable.Of(ablations) : null);
}
