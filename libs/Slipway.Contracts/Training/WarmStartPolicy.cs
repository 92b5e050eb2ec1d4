using System.ComponentModel.DataAnnotations;
using Slipway.Contracts.Models;

namespace Slipway.Contracts.Training;

/// <summary>Begins from the trees of an earlier version of the family instead of from nothing; <c>num_boost_round</c> counts the rounds that are added.</summary>
public sealed record WarmStartPolicy
{
    /// <summary>Which version: <c>latest</c> (the newest that is ready), <c>champion</c> (the one in use, else the newest that is ready), or one such as <c>v3</c>.</summary>
    [RegularExpression("^(latest|champion|v[0-9]+)$")]
    public required string From { get; init; }

    /// <summary>Only versions that were made before this time: a way back behind bad data.</summary>
    public DateTimeOffset? Before { get; init; }
}

/// <summary>The version that a run begins from, pinned.</summary>
public sealed record WarmStart
{
    /// <summary>Version within the family.</summary>
    public required string Version { get; init; }

    /// <summary>Its trees.</summary>
    public required BoosterFile Booster { get; init; }

    /// <summary>The versions that it began from itself, and it: nearest first.</summary>
    public required IReadOnlyList<ModelParent> Parents { get; init; }
}

/// <summary>One version in a chain of warm starts.</summary>
/// <param name="Version">Version within the family.</param>
/// <param name="Booster">Digest of the trees that were gone on from.</param>
/// <param name="Dataset">Name of the dataset that it learned from.</param>
/// <param name="DatasetDigest">Version of that dataset.</param>
public sealed record ModelParent(string Version, string Booster, string? Dataset, string? DatasetDigest);
