using System.ComponentModel.DataAnnotations;

namespace Slipway.Contracts.Data;

/// <summary>Rows that a model has predicted, with what became of them. How a log is written is in docs/serving.md.</summary>
/// <remarks>
/// Columns of the schema named <c>prediction_...</c> are taken from the log's own fields (<see cref="PredictionLogRules"/>), the label from the feedback, all others from the inputs of
/// the same name.
/// </remarks>
public sealed record PredictionLogSource
{
    /// <summary>Rollout of the same namespace whose log is read. Exclusive with <see cref="Uri"/>.</summary>
    public string? Rollout { get; init; }

    /// <summary>File, folder or glob of the log.</summary>
    [RegularExpression("^(file|s3)://.+$")]
    public string? Uri { get; init; }

    /// <summary>What became of the predictions.</summary>
    public required FeedbackSource Feedback { get; init; }

    /// <summary>What a prediction without feedback means once its label is settled.</summary>
    public MissingFeedback WithoutFeedback { get; init; }

    /// <summary>Label of a prediction without feedback where that means a negative one.</summary>
    public string NegativeValue { get; set; } = "false";
}

/// <summary>Where feedback comes from.</summary>
public sealed record FeedbackSource
{
    /// <summary>File, folder or glob. Exclusive with <see cref="Dataset"/>.</summary>
    [RegularExpression("^(file|s3)://.+$")]
    public string? Uri { get; init; }

    /// <summary>Format of the files.</summary>
    public SourceFormat Format { get; set; } = SourceFormat.JSONLines;

    /// <summary>Dataset, by name or <c>namespace/name</c>; its newest accepted version is pinned.</summary>
    public string? Dataset { get; init; }

    /// <summary>Column with the id of the request.</summary>
    public string Key { get; set; } = "request_id";

    /// <summary>Column with the place of the row in a request of several, from 0. Absent, or without a value: feedback is for all rows of the request.</summary>
    public string? Row { get; init; }

    /// <summary>Column with the label.</summary>
    public required string Column { get; init; }

    /// <summary>Column with the moment of the feedback: what comes later than <c>label.delay</c> after the prediction does not count, and of several the newest does.</summary>
    public string? Time { get; init; }
}

/// <summary>What a prediction without feedback means.</summary>
public enum MissingFeedback
{
    /// <summary>Its label is not known.</summary>
    Missing,

    /// <summary>Nothing happened, which is the negative label.</summary>
    Negative,
}

/// <summary>How predictions and feedback met.</summary>
/// <param name="Predictions">Rows of the log.</param>
/// <param name="Answered">Those with feedback in time.</param>
/// <param name="Late">Those whose feedback came too late alone.</param>
/// <param name="Orphans">Feedback for requests that are not in the log.</param>
public sealed record FeedbackReport(long Predictions, long Answered, long Late, long Orphans);
