using Slipway.Contracts.Data;

namespace Slipway.Contracts.FeatureReports;

/// <summary>How the features of a version differ from those of an earlier one, in the train splits.</summary>
public sealed record FeatureDrift
{
    /// <summary>The version compared with.</summary>
    public required string Previous { get; init; }

    /// <summary>Whether that one had another definition, so that a feature of the same name may mean something else.</summary>
    public bool OtherDefinition { get; init; }

    /// <summary>Every value that could be computed, judged or not; <c>column</c> names the feature.</summary>
    public required IReadOnlyList<ComparedValue> Values { get; init; }
}

/// <summary>How far one feature moved.</summary>
/// <param name="Measure"><c>ks</c> for numbers, <c>psi</c> for several columns.</param>
/// <param name="Value">The distance.</param>
public sealed record DriftValue(string Measure, double Value);

/// <summary>How far the features of one version moved since the one before it.</summary>
public sealed record VersionDrift
{
    /// <summary>The version.</summary>
    public required string Version { get; init; }

    /// <summary>The version that it was compared with.</summary>
    public required string Previous { get; init; }

    /// <summary>The distance of each feature by name.</summary>
    public required IReadOnlyDictionary<string, DriftValue> Features { get; init; }
}
