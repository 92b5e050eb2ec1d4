using System.ComponentModel.DataAnnotations;

namespace Slipway.Contracts.Data;

/// <summary>How rows are divided into disjoint train, validation and test splits.</summary>
public sealed record SplitPolicy
{
    /// <summary>Hash: by a stable hash of <see cref="Key"/>; Time: the newest rows are the test split.</summary>
    public SplitMethod Method { get; init; }

    /// <summary>Column whose hash decides; rows with the same value stay together. Default: the dataset's key, then all columns.</summary>
    public string? Key { get; init; }

    /// <summary>Share of the validation split, in percent.</summary>
    [Range(0, 90)]
    public int ValidationPercent { get; set; } = 10;

    /// <summary>Share of the test split, in percent.</summary>
    [Range(1, 90)]
    public int TestPercent { get; set; } = 10;

    /// <summary>Text mixed into the hash, so that two datasets with the same keys can be split independently.</summary>
    public string Salt { get; set; } = "";
}

/// <summary>What decides the split of a row.</summary>
public enum SplitMethod
{
    /// <summary>A stable hash of a key.</summary>
    Hash,

    /// <summary>The event time: oldest rows train, newest test.</summary>
    Time,
}

/// <summary>One of the three disjoint parts of a dataset version.</summary>
public enum Split
{
    /// <summary>Rows that parameters are fitted on.</summary>
    Train,

    /// <summary>Rows for early stopping, thresholds and tuning.</summary>
    Validation,

    /// <summary>Rows that only the final evaluation sees.</summary>
    Test,
}
