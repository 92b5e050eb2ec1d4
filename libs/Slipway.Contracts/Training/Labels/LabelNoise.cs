using System.ComponentModel.DataAnnotations;
using Slipway.Contracts.Data;

namespace Slipway.Contracts.Training;

/// <summary>Looks for labels that are probably wrong, by confident learning (Northcutt, Jiang and Chuang 2021).</summary>
public sealed record LabelNoisePolicy
{
    /// <summary>Parts that the train split is divided into; each is predicted by a model of the others.</summary>
    [Range(2, 20)]
    public int Folds { get; set; } = 5;

    /// <summary>Most rows that are listed, the most contradicted first.</summary>
    [Range(0, 1000)]
    public int Rows { get; set; } = 50;

    /// <summary>Share of suspicious labels, in percent of the rows, above which there is a warning.</summary>
    [Range(0, 100)]
    public double MaxPercent { get; set; } = 5;
}

/// <summary>Labels that a model which never saw them contradicts.</summary>
public sealed record LabelNoiseReport
{
    /// <summary>Rows looked at: those of the train split.</summary>
    public long Rows { get; init; }

    /// <summary>Rows whose label is probably wrong.</summary>
    public long Suspicious { get; init; }

    /// <summary>Those in percent.</summary>
    public double SuspiciousPercent { get; init; }

    /// <summary>Probability from which a row counts as one of the class: the mean that rows of the class have.</summary>
    public required IReadOnlyList<ClassThreshold> Thresholds { get; init; }

    /// <summary>Suspicious rows by the class that they have and the one that they seem to be.</summary>
    public required IReadOnlyList<LabelConfusion> Pairs { get; init; }

    /// <summary>The most contradicted rows.</summary>
    public required IReadOnlyList<SuspiciousLabel> Examples { get; init; }
}

/// <summary>Probability from which a row counts as one of a class.</summary>
/// <param name="Class">The class.</param>
/// <param name="Value">The probability.</param>
public sealed record ClassThreshold(string Class, double Value);

/// <summary>Labels of one class that seem to be another.</summary>
/// <param name="Given">Class of the label.</param>
/// <param name="Suggested">Class that they seem to be.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Percent">Those in percent of the rows with the label.</param>
public sealed record LabelConfusion(string Given, string Suggested, long Rows, double Percent);

/// <summary>A row whose label is probably wrong.</summary>
/// <param name="Row">Its place among the labelled rows of the train split, from 1.</param>
/// <param name="Key">Columns of the dataset's key; values of personal columns are not shown.</param>
/// <param name="Given">Its label.</param>
/// <param name="Suggested">The label that it seems to have.</param>
/// <param name="GivenProbability">Probability of its label.</param>
/// <param name="SuggestedProbability">Probability of the other.</param>
public sealed record SuspiciousLabel(long Row, IReadOnlyDictionary<string, string?>? Key, string Given, string Suggested, double GivenProbability, double SuggestedProbability);
