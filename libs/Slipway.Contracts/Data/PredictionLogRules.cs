namespace Slipway.Contracts.Data;

/// <summary>What is contradictory in a prediction log by itself; said alike in admission and by the snapshot.</summary>
public static class PredictionLogRules
{
    /// <summary>Prefix of columns that are no inputs.</summary>
    public const string Prefix = "prediction_";

    /// <summary>Fields of the log by the rest of the column's name; any other name is an output.</summary>
    public static IReadOnlyList<string> Fields { get; } = ["id", "row", "time", "model", "version", "revision", "arm"];

    /// <summary>All that is wrong, each at its field within the source.</summary>
    public static IEnumerable<(string Field, string Message)> Faults(PredictionLogSource log, Label? label, string? eventTime, bool hasColumns)
    {
        if ((log.Uri is null) == (log.Rollout is null)) yield return ("", "needs one of rollout and uri");
        if ((log.Feedback.Uri is null) == (log.Feedback.Dataset is null)) yield return ("feedback", "needs one of uri and dataset");
        if (!hasColumns) yield return ("", "needs spec.schema: it names the inputs, and the prediction_ columns, that are kept");
        if (label is null) yield return ("feedback.column", "gives the label, and spec.label names no column for it");
        if (log.WithoutFeedback == MissingFeedback.Negative && (label?.Delay is null || eventTime != $"{Prefix}time"))
            yield return ("withoutFeedback", "takes what nobody has answered yet for negative; set spec.label.delay to the time after which nothing more comes, and spec.eventTime to prediction_time");
    }
}
