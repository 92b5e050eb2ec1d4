using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.DuckDb;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Access;

/// <summary>The part of a dataset version that a step may see.</summary>
/// <param name="Manifest">The version's manifest.</param>
/// <param name="View">What is granted; null for all.</param>
internal sealed record VersionView(DatasetManifest Manifest, DatasetView? View)
{
    /// <summary>Whether rows are left out, so that counts of the manifest do not hold.</summary>
    public bool LimitsRows => View?.MaxAge is not null;

    /// <summary>The manifest as if there were no other columns. Whatever speaks of one is gone with it.</summary>
    public DatasetManifest Visible => View?.Columns is not { } columns ? Manifest : Manifest with
    {
        Columns = [.. Manifest.Columns.Where(column => columns.Contains(column.Name))],
        Statistics = [.. Manifest.Statistics.Where(each => columns.Contains(each.Column))],
        Slices = Manifest.Slices?.Where(slice => columns.Contains(slice.Column)).ToList(),
        Key = Manifest.Key?.All(columns.Contains) == true ? Manifest.Key : null,
        EventTime = Manifest.EventTime is { } time && columns.Contains(time) ? time : null,
        Label = Manifest.Label is { } label && columns.Contains(label.Column) ? label : null,
        SliceStatistics = null, Coverage = null, Missingness = null, Comparison = null, Findings = null, Discards = null,
    };

    /// <summary>SELECT of what may be seen of files of the version.</summary>
    public string Select(IEnumerable<string> files)
    {
        if (Visible.Columns.Count == 0)
            throw StepException.Refused("AccessDenied", $"No column of version {Manifest.Digest} of Dataset '{Manifest.Namespace}/{Manifest.Name}' is granted.", "Ask its owner to name columns in its access rule.");
        var columns = View?.Columns is null ? "*" : string.Join(", ", Visible.Columns.Select(column => SqlText.Identifier(column.Name)));
        return $"SELECT {columns} FROM read_parquet({SqlText.List(files)}){(View?.MaxAge is { } age ? $" WHERE {Recent(age)}" : "")}";
    }

    private string Recent(Contracts.Duration age)
    {
        if (Manifest.EventTime is not { } time || (Manifest.Freshness?.Newest ?? Manifest.EventTimeMax) is not { } newest)
        {
            throw StepException.Refused("AccessDenied", $"Rows of Dataset '{Manifest.Namespace}/{Manifest.Name}' may be read up to an age of {age}, and version {Manifest.Digest} has no event times to tell it by.",
                "Ask its owner for an access rule without maxAge, or for event times.");
        }

        var since = (newest - age.Value).UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture);
        return $"CAST({SqlText.Identifier(time)} AS TIMESTAMP) >= TIMESTAMP '{since}'";
    }
}
