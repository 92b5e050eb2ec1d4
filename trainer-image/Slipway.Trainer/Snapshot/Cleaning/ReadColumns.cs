using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;

namespace Slipway.Trainer.Snapshot.Cleaning;

/// <summary>The specification as extraction sees it: without the columns that cleaning makes later.</summary>
internal static class ReadColumns
{
    public static SnapshotSpec Of(SnapshotSpec spec)
    {
        var columns = CleaningRules.ReadFromSource(spec.Columns, spec.Cleaning);
        if (columns.Count == spec.Columns.Count) return spec;
        var names = columns.Select(column => column.Name).ToHashSet(StringComparer.Ordinal);
        return spec with
        {
            Columns = columns,
            Key = spec.Key?.Where(names.Contains).ToList(),
            EventTime = spec.EventTime is { } time && names.Contains(time) ? time : null,
            Slices = spec.Slices?.Where(slice => names.Contains(slice.Column)).ToList(),
            Splits = spec.Splits with { Key = spec.Splits.Key is { } key && names.Contains(key) ? key : null },
        };
    }
}
