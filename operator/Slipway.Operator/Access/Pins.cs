using Slipway.Api.Datasets;
using Slipway.Contracts.Data;

namespace Slipway.Operator.Access;

/// <summary>Pins the version that a step reads, with the part of it that it may see.</summary>
internal static class Pins
{
    /// <summary>All versions that a run reads.</summary>
    public static IEnumerable<DatasetPin> All(DatasetPin dataset, IReadOnlyList<DatasetPin>? joined, IReadOnlyList<DatasetPin>? sets = null) => [dataset, .. joined ?? [], .. sets ?? []];

    /// <summary>Whether the same parts may be seen of each.</summary>
    public static bool HaveSameViews(IEnumerable<DatasetPin> one, IEnumerable<DatasetPin> other) => one.Select(View).SequenceEqual(other.Select(View));

    /// <summary>A view as a text, for digests and comparisons; empty where all may be seen.</summary>
    public static string View(DatasetPin pin) => View(pin.View);

    /// <summary>The same of a view by itself.</summary>
    public static string View(DatasetView? view) => view is null ? "" : $"{(view.Columns is { } columns ? string.Join(',', columns) : "*")} {view.MaxAge}";

    /// <summary>The current version of a Dataset that is known to have one.</summary>
    /// <param name="reference">Name by which the step knows it.</param>
    /// <param name="dataset">The Dataset.</param>
    /// <param name="place">Namespace of the reader, which has a grant.</param>
    /// <param name="now">Time, which exceptions end by.</param>
    public static DatasetPin Of(string reference, Dataset dataset, string place, DateTimeOffset now)
    {
        var version = dataset.Status!.Current!;
        return new DatasetPin { Name = reference, Digest = version.Digest, ManifestUri = version.ManifestUri, View = Grant.Of(dataset, place, now)?.View };
    }
}
