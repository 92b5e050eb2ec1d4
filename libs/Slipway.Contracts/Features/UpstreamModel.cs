using System.ComponentModel.DataAnnotations;

namespace Slipway.Contracts.Features;

/// <summary>The model whose predictions a feature reads.</summary>
public sealed record UpstreamModel
{
    /// <summary>Model family, in the same namespace.</summary>
    [RegularExpression("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"), StringLength(50, MinimumLength = 1)]
    public required string Model { get; init; }

    /// <summary>Version that made the values in the training data, such as <c>v3</c>. Default: the one in use when a run begins.</summary>
    [RegularExpression("^v[0-9]+$")]
    public string? Version { get; init; }
}

/// <summary>The version of another model whose predictions a feature was learned from.</summary>
/// <param name="Feature">The feature.</param>
/// <param name="Model">The other model's family.</param>
/// <param name="Version">Its version.</param>
public sealed record UpstreamVersion(string Feature, string Model, string Version);
