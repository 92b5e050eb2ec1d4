using Slipway.Contracts.Data;

namespace Slipway.Contracts.FeatureReports;

/// <summary>Signs that features know the label before it is known, or that splits know each other.</summary>
public sealed record LeakageReport
{
    /// <summary>How predictive power is measured: <c>roc_auc</c>, <c>information</c> (explained share of the label's entropy) or <c>r2</c>.</summary>
    public required string Measure { get; init; }

    /// <summary>From which power a feature alone is suspect.</summary>
    public required double Limit { get; init; }

    /// <summary>Split that the power was verified on; absent when no split has rows enough, so that nothing is judged.</summary>
    public Split? VerifiedOn { get; init; }

    /// <summary>Power of each feature alone, the largest first.</summary>
    public required IReadOnlyList<FeaturePower> Features { get; init; }

    /// <summary>Power of pairs of the most useful features, the largest gain over the better of the two first; at most 20.</summary>
    public IReadOnlyList<PairPower>? Pairs { get; init; }

    /// <summary>Rows of other splits whose features are those of a row of the train split.</summary>
    public IReadOnlyList<EqualRows>? EqualRows { get; init; }

    /// <summary>Timestamps that features read and that are later than the event.</summary>
    public IReadOnlyList<FutureTime>? FutureTimes { get; init; }

    /// <summary>What happens to groups that training has not seen.</summary>
    public GroupHoldout? Groups { get; init; }

    /// <summary>The model without each suspect.</summary>
    public IReadOnlyList<LeftOut>? Ablations { get; init; }
}

/// <summary>Predictive power of one feature alone.</summary>
/// <param name="Feature">The feature.</param>
/// <param name="Train">Power in the train split, where it was learned.</param>
/// <param name="Verified">Power in the split that it is verified on.</param>
public sealed record FeaturePower(string Feature, double? Train, double? Verified);

/// <summary>Predictive power of two features together.</summary>
/// <param name="One">A feature.</param>
/// <param name="Other">Another.</param>
/// <param name="Verified">Their power together.</param>
/// <param name="Better">The power of the better one alone.</param>
public sealed record PairPower(string One, string Other, double Verified, double Better);

/// <summary>Rows that have the features of a row of the train split.</summary>
/// <param name="Split">The split that they are in.</param>
/// <param name="Rows">Rows looked at.</param>
/// <param name="Equal">Of these, rows whose features are those of a row of the train split.</param>
/// <param name="Chance">As many would be by chance: if one half of the features did not belong to the other.</param>
/// <param name="Judged">Whether rows are told apart by their features, so that an equal one says something.</param>
public sealed record EqualRows(Split Split, long Rows, long Equal, long Chance, bool Judged);

/// <summary>A timestamp that is later than the event in some rows.</summary>
/// <param name="Column">The column.</param>
/// <param name="Rows">Rows that have it.</param>
/// <param name="Later">Rows in which it is later than the event.</param>
/// <param name="MostSeconds">By how much at most.</param>
public sealed record FutureTime(string Column, long Rows, long Later, double MostSeconds);

/// <summary>Whether whole groups are in one split, and what the model is worth for groups that it has not seen.</summary>
public sealed record GroupHoldout
{
    /// <summary>Column with the group of a row.</summary>
    public required string Column { get; init; }

    /// <summary>Groups of the test split.</summary>
    public required long Groups { get; init; }

    /// <summary>Of these, groups that the train split has too.</summary>
    public required long Shared { get; init; }

    /// <summary>Name of the metric.</summary>
    public string? Metric { get; init; }

    /// <summary>The metric on test rows of groups that a second model was not shown.</summary>
    public double? HeldOut { get; init; }

    /// <summary>The metric of the model itself on the same rows; it was shown their groups.</summary>
    public double? Known { get; init; }

    /// <summary>Those test rows.</summary>
    public long Rows { get; init; }
}

/// <summary>The model when features are left out.</summary>
/// <param name="Features">What was left out.</param>
/// <param name="Metric">Name of the metric.</param>
/// <param name="With">The metric with all features.</param>
/// <param name="Without">The metric without.</param>
/// <param name="Fall">How much worse it is without; negative when it is better.</param>
public sealed record LeftOut(IReadOnlyList<string> Features, string Metric, double With, double Without, double Fall);
