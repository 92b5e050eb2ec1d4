using System.Xml.Linq;
using Slipway.Contracts.Data;
using Slipway.Trainer.Pages;

namespace Slipway.Trainer.Snapshot.Card;

/// <summary>From what the version was made: its source, or the versions of other datasets.</summary>
internal static class ProvenancePicture
{
    private const double Width = 250;
    private const double Height = 40;
    private const double Gap = 12;
    private const double Between = 60;

    public static XElement Of(DatasetManifest manifest)
    {
        var origins = manifest.Parents is { Count: > 0 } parents
            ? [.. parents.Select(parent => (parent.Name, Markup.Version(parent.Digest)))]
            : new[] { (manifest.Provenance?.Source ?? "source", Tail(manifest.Source?.Uri ?? "")) };
        var height = (origins.Length * (Height + Gap)) - Gap;
        var middle = (height - Height) / 2;
        return Picture.Frame(
            (2 * Width) + Between + 2, height + 2, $"{manifest.Name} was made from {string.Join(", ", origins.Select(origin => origin.Item1))}",
            origins.SelectMany((origin, index) => Box(1, (index * (Height + Gap)) + 1, origin.Item1, origin.Item2)),
            origins.SelectMany((_, index) => Picture.Arrow(Width + 4, (index * (Height + Gap)) + (Height / 2) + 1, Width + Between - 6, middle + (Height / 2) + 1)),
            Box(Width + Between, middle + 1, manifest.Name, Markup.Version(manifest.Digest)));
    }

    private static IEnumerable<XElement> Box(double x, double y, string name, string detail) =>
        [Picture.Rectangle(x, y, Width, Height, "box"), Picture.Label(x + 10, y + 17, Tail(name)), Picture.Label(x + 10, y + 33, detail)];

    private static string Tail(string text) => text.Length <= 34 ? text : "\u2026" + text[^33..];
}
