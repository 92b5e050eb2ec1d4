using Slipway.Api.Datasets;

namespace Slipway.Operator.Datasets.Collection;

/// <summary>Which versions have had their time.</summary>
internal static class Expiry
{
    /// <summary>Versions that nothing holds any more, newest first.</summary>
    /// <remarks>
    /// The current version stays, and what is in use. The version that the last snapshot was compared with stays too, and so does what runs on record have read, unless it may
    /// hold rows whose deletion is due: such a version goes as soon as nothing needs it.
    /// </remarks>
    public static IEnumerable<DatasetVersion> Of(DatasetStatus status, Retention retention, VersionsInUse inUse, DateTimeOffset now) =>
        Candidates(status, retention, now).Where(version => !IsUsed(version, inUse));

    /// <summary>The same without regard to use: when there is none, nobody has to be asked.</summary>
    public static IEnumerable<DatasetVersion> Candidates(DatasetStatus status, Retention retention, DateTimeOffset now) => (status.Versions ?? []).Index()
        .Where(each => each.Item.Digest != status.Current?.Digest)
        .Where(each => HoldsDeleted(each.Item) || (each.Item.Digest != status.LastSnapshot?.Previous?.Digest && (each.Index >= retention.Versions || End(each.Item, retention) <= now)))
        .Select(each => each.Item);

    /// <summary>When the next version will be too old.</summary>
    public static DateTimeOffset? Next(DatasetStatus status, Retention retention, DateTimeOffset now) => (status.Versions ?? [])
        .Where(version => version.Digest != status.Current?.Digest).Select(version => End(version, retention)).Where(end => end > now).Min();

    public static bool IsUsed(DatasetVersion version, VersionsInUse inUse) =>
        inUse.Needed.Contains(version.Digest) || (version.Lookup is { } lookup && inUse.Needed.Contains(lookup.Digest)) || (!HoldsDeleted(version) && inUse.OnRecord.Contains(version.Digest));

    private static bool HoldsDeleted(DatasetVersion version) => version.HoldsDeleted is { Count: > 0 };

    private static DateTimeOffset? End(DatasetVersion version, Retention retention) => version.CreatedAt + retention.MaxAge?.Value;
}
