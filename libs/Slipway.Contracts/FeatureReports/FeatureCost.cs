using Slipway.Contracts.Data;

namespace Slipway.Contracts.FeatureReports;

/// <summary>What each feature is worth, and what it costs.</summary>
public sealed record FeatureCost
{
    /// <summary>Rows that contributions were computed for.</summary>
    public required long Rows { get; init; }

    /// <summary>Whether contributions are approximate (Saabas), because exact ones (SHAP) would take too long for so many trees.</summary>
    public bool Approximate { get; init; }

    /// <summary>Each feature, the most useful first.</summary>
    public required IReadOnlyList<FeatureWorth> Features { get; init; }

    /// <summary>What was found by leaving features out, if that was asked for.</summary>
    public LeaveOutReport? LeaveOut { get; init; }
}

/// <summary>What one feature is worth, and what only it needs.</summary>
public sealed record FeatureWorth
{
    /// <summary>The feature.</summary>
    public required string Feature { get; init; }

    /// <summary>Share of all improvement of the objective by splits on it, 0 to 1.</summary>
    public required double GainShare { get; init; }

    /// <summary>Mean absolute contribution to the margin, all of its columns together.</summary>
    public required double Contribution { get; init; }

    /// <summary>Share of that in the sum over all features, 0 to 1.</summary>
    public required double ContributionShare { get; init; }

    /// <summary>What that means.</summary>
    public required FeatureValue Value { get; init; }

    /// <summary>Columns that no other feature reads, so that a request need not carry them without it.</summary>
    public IReadOnlyList<string>? OnlyColumns { get; init; }

    /// <summary>Joined datasets that no other feature reads, so that no join and no lookup is needed without it.</summary>
    public IReadOnlyList<string>? OnlyJoins { get; init; }
}

/// <summary>What a feature is worth.</summary>
public enum FeatureValue
{
    /// <summary>It changes predictions.</summary>
    Useful,

    /// <summary>It changes them hardly: less than half a percent of all gain and of all contributions.</summary>
    Low,

    /// <summary>No tree uses it.</summary>
    Unused,
}

/// <summary>The model with features left out.</summary>
public sealed record LeaveOutReport
{
    /// <summary>Split that the metric is of.</summary>
    public required Split Split { get; init; }

    /// <summary>How often the model was trained again.</summary>
    public required int Runs { get; init; }

    /// <summary>Features that were left out one at a time, the largest fall first.</summary>
    public required IReadOnlyList<LeftOut> Features { get; init; }

    /// <summary>Features that can be dropped together within the allowed fall; absent when there are none, or no run was left to prove it.</summary>
    public LeftOut? Proposal { get; init; }

    /// <summary>Columns that are no longer needed then.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Joined datasets that are no longer needed then.</summary>
    public IReadOnlyList<string>? Joins { get; init; }
}
