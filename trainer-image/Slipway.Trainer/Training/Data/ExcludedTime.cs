using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.Contracts.Training;
using Slipway.DuckDb;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Training.Data;

/// <summary>Periods of the event time that no split has rows of. Rows without an event time stay.</summary>
internal sealed class ExcludedTime(IReadOnlyList<ExcludedWindow> windows, string eventTime)
{
    internal static ExcludedTime? Of(MissingDataPolicy? policy, DatasetManifest manifest)
    {
        if (policy?.ExcludedWindows is not { Count: > 0 } windows) return null;
        if (windows.FirstOrDefault(window => window.From >= window.To) is { } empty)
            throw StepException.Invalid("InvalidWindow", $"missingData.excludedWindows: {empty.From:O} is not before {empty.To:O}.", "Let from be earlier than to.");
        return manifest.EventTime is { } eventTime
            ? new ExcludedTime(windows, eventTime)
            : throw StepException.Invalid(
                "NoEventTime", $"missingData.excludedWindows leaves out periods of the event time, and dataset '{manifest.Name}' has none.", "Declare eventTime of the Dataset, or remove the windows.");
    }

    /// <summary>SQL that is true for the rows that stay.</summary>
    internal string Kept => $"NOT ({string.Join(" OR ", windows.Select(Within))})";

    /// <summary>Rows of each window in some source; a row in two windows counts for the first.</summary>
    internal IReadOnlyList<ExcludedRows> Count(Func<string, IReadOnlyList<object?>> query, string source)
    {
        var row = query($"SELECT {string.Join(", ", windows.Select((_, index) => $"count(*) FILTER (WHERE w = {index})"))} FROM (SELECT CASE {string.Join(" ", windows.Select((window, index) => $"WHEN {Within(window)} THEN {index}"))} END AS w FROM {source})");
        return [.. windows.Select((window, index) => new ExcludedRows(window.From, window.To, window.Reason, (long)row[index]!))];
    }

    private string Within(ExcludedWindow window)
    {
        var time = SqlText.Identifier(eventTime);
        return $"coalesce({time} >= {Moment(window.From)} AND {time} < {Moment(window.To)}, false)";
    }

    private static string Moment(DateTimeOffset moment) => $"TIMESTAMP '{moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture)}'";
}
