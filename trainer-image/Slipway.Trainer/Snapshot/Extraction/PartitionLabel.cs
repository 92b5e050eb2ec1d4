using System.Globalization;
using System.Text.RegularExpressions;
using Slipway.DuckDb;
using Slipway.Trainer.Snapshot.Sources;

namespace Slipway.Trainer.Snapshot.Extraction;

/// <summary>The period that the partition folders of a source name: <c>day=2026-10-01</c> (also <c>date</c>, <c>dt</c>, <c>ds</c>), with or without <c>hour=7</c>.</summary>
/// <param name="Hourly">Whether each file lies in a folder of one hour.</param>
internal sealed partial record PartitionLabel(bool Hourly)
{
    private const string Day = "/(?:day|date|dt|ds)=(\\d{4}-\\d{2}-\\d{2})/";
    private const string Hour = "/(?:hour|hr)=(\\d{1,2})/";

    /// <summary>What the files' folders say of time; null when no file lies in a folder of a day.</summary>
    public static PartitionLabel? Of(IReadOnlyList<SourceFile> files)
    {
        var days = files.Where(file => DayFolder().IsMatch("/" + file.RelativePath)).ToList();
        return days.Count == 0 ? null : new PartitionLabel(days.All(file => HourFolder().IsMatch("/" + file.RelativePath)));
    }

    /// <summary>SQL of the first moment of a file's partition; NULL for a file outside of all. The last folder counts, as those before belong to the place of the source.</summary>
    public string Start(string file)
    {
        var day = $"TRY_CAST(regexp_extract({file}, {SqlText.Literal(".*" + Day)}, 1) AS TIMESTAMP)";
        return Hourly ? $"({day} + to_hours(TRY_CAST(regexp_extract({file}, {SqlText.Literal(".*" + Hour)}, 1) AS INTEGER)))" : day;
    }

    /// <summary>SQL of whether a time lies outside of its row's partition by more than a tolerance.</summary>
    public string Misplaced(string time, TimeSpan tolerance)
    {
        var slack = string.Create(CultureInfo.InvariantCulture, $"to_microseconds({tolerance.Ticks / TimeSpan.TicksPerMicrosecond})");
        var end = $"{EngineColumns.Partition} + {(Hourly ? "to_hours(1)" : "to_days(1)")}";
        return $"({time} < {EngineColumns.Partition} - {slack} OR {time} >= {end} + {slack})";
    }

    [GeneratedRegex(Day, RegexOptions.CultureInvariant)]
    private static partial Regex DayFolder();

    [GeneratedRegex(Hour, RegexOptions.CultureInvariant)]
    private static partial Regex HourFolder();
}
