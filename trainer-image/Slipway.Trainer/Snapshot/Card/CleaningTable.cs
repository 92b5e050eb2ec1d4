using System.Xml.Linq;
using Slipway.Contracts.Data;
using Slipway.Trainer.Pages;

namespace Slipway.Trainer.Snapshot.Card;

/// <summary>What each step of the cleaning did.</summary>
internal static class CleaningTable
{
    public static XElement? Of(DatasetManifest manifest) => manifest.Cleaning is not { } cleaning ? null : Markup.Section(
        "Cleaning",
        Markup.Table(["Step", "Rows before", "Dropped", "Changed", "Missing afterwards"], cleaning.Steps.Select(step => Markup.Row(
            step.Name, Markup.Number(step.Rows), Markup.Number(step.Dropped), Markup.Number(step.Changed), Markup.Number(step.Missing)))));
}
