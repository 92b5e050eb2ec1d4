namespace Slipway.Contracts.Data;

/// <summary>Where the labels of a version come from and how far they can be trusted.</summary>
public sealed record LabelReport
{
    /// <summary>Labels of each source, the one with most rows first; at most twenty.</summary>
    public IReadOnlyList<LabelSource>? Sources { get; init; }

    /// <summary>How two sources agree on rows that both have labelled.</summary>
    public IReadOnlyList<LabelAgreement>? Agreement { get; init; }

    /// <summary>How predictions and feedback met, where the rows are a prediction log.</summary>
    public FeedbackReport? Feedback { get; init; }

    /// <summary>What labelling functions did.</summary>
    public WeakLabelReport? Weak { get; init; }
}

/// <summary>Labels of one source.</summary>
/// <param name="Source">The source; absent for rows that name none.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Labelled">Those of them with a label.</param>
public sealed record LabelSource(string? Source, long Rows, long Labelled)
{
    /// <summary>Its classes, the most frequent first; at most twenty.</summary>
    public IReadOnlyList<ValueCount>? Classes { get; init; }

    /// <summary>Mean of a numeric label.</summary>
    public double? Mean { get; init; }
}

/// <summary>How two sources agree on rows of the same key.</summary>
/// <param name="First">One source.</param>
/// <param name="Second">The other.</param>
/// <param name="Rows">Keys that both have labelled.</param>
/// <param name="SamePercent">Share of them with the same label, in percent.</param>
/// <param name="Kappa">Cohen's kappa: agreement beyond chance, 1 at most; absent where both always give one and the same class, and for fractions.</param>
public sealed record LabelAgreement(string First, string Second, long Rows, double SamePercent, double? Kappa);

/// <summary>What labelling functions did.</summary>
public sealed record WeakLabelReport
{
    /// <summary>How the votes were counted.</summary>
    public LabelModelMethod Method { get; init; }

    /// <summary>Rows whose label was known before.</summary>
    public long Known { get; init; }

    /// <summary>Rows that got a label.</summary>
    public long Labelled { get; init; }

    /// <summary>Rows for which nothing voted, or too little for a label.</summary>
    public long Unlabelled { get; init; }

    /// <summary>Share of known labels that the votes would have given too, in percent of those that they give a label to; absent when there is none.</summary>
    public double? KnownAccuracyPercent { get; init; }

    /// <summary>Each function.</summary>
    public required IReadOnlyList<LabelFunctionReport> Functions { get; init; }
}

/// <summary>What one labelling function did.</summary>
/// <param name="Name">The function.</param>
/// <param name="Votes">Rows that it voted on.</param>
/// <param name="CoveragePercent">Those in percent of all rows.</param>
/// <param name="OverlapPercent">Rows that another function voted on too, in percent of all rows.</param>
/// <param name="ConflictPercent">Rows that another function voted otherwise on, in percent of all rows.</param>
public sealed record LabelFunctionReport(string Name, long Votes, double CoveragePercent, double OverlapPercent, double ConflictPercent)
{
    /// <summary>Accuracy that its votes were weighted by; absent for a majority vote.</summary>
    public double? EstimatedAccuracy { get; init; }

    /// <summary>Its votes on rows with a known label.</summary>
    public long KnownVotes { get; init; }

    /// <summary>Share of those that were right, in percent.</summary>
    public double? KnownAccuracyPercent { get; init; }
}
