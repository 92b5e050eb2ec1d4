using System.Xml.Linq;
using Slipway.Contracts.FeatureReports;
using Slipway.Trainer.Pages;

namespace Slipway.Trainer.FeatureReports.Page;

/// <summary>What models without some features are worth.</summary>
internal static class LeftOutTable
{
    internal static XElement Of(IReadOnlyList<LeftOut> all) => Markup.Table(["Without", "Metric", "With all", "Without", "Fall"], all.Select(each => Markup.Row(
        Markup.Element("td", Markup.Element("code", string.Join(", ", each.Features))), each.Metric, Markup.Number(each.With), Markup.Number(each.Without), Markup.Number(each.Fall))));
}
