using System.ComponentModel.DataAnnotations;

namespace Slipway.Contracts.Features;

/// <summary>One feature: an expression over the columns of a dataset, the same in training and in serving.</summary>
public sealed record Feature
{
    /// <summary>Name of the feature; letters, digits and underscores.</summary>
    [RegularExpression("^[A-Za-z_][A-Za-z0-9_]*$"), StringLength(63, MinimumLength = 1)]
    public required string Name { get; init; }

    /// <summary>Expression in Slipway's feature language, such as <c>log1p(price)</c>. Default: the column of the feature's name.</summary>
    public string? Expr { get; init; }

    /// <summary>What the feature means.</summary>
    public string? Description { get; init; }

    /// <summary>Unit of the value.</summary>
    public string? Unit { get; init; }

    /// <summary>Who added the feature.</summary>
    public string? Author { get; init; }

    /// <summary>Why it was added.</summary>
    public string? Reason { get; init; }

    /// <summary>Why it should no longer be used, and what to use instead. It goes on as before; whoever trains with it is told.</summary>
    public string? Deprecated { get; init; }

    /// <summary>Whether the columns that it reads must be present in a request. False: they may be missing, as in training.</summary>
    public bool Required { get; init; }

    /// <summary>Value that the model gets when the feature is missing; not together with <see cref="Required"/>. Without it the model sees a missing value.</summary>
    public double? Default { get; init; }

    /// <summary>The model whose predictions the feature reads, if it does. Documentation for the digest, a link for all else: changes and outages there are told here.</summary>
    public UpstreamModel? Upstream { get; init; }

    /// <summary>What must hold of the feature in training data and in requests.</summary>
    public IReadOnlyList<Expectation>? Expectations { get; init; }

    /// <summary>Where the feature's columns can be had; a TrainingOnly feature never reaches a served model.</summary>
    public Availability Availability { get; init; }
}

/// <summary>Where the columns of a feature can be had.</summary>
public enum Availability
{
    /// <summary>In training and at serving time.</summary>
    Online,

    /// <summary>In training data alone, such as the position that an item was shown at.</summary>
    TrainingOnly,
}
