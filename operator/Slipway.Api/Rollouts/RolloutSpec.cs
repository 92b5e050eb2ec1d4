using System.ComponentModel.DataAnnotations;
using Slipway.Contracts;

namespace Slipway.Api.Rollouts;

/// <summary>What to serve and how to change it.</summary>
public sealed record RolloutSpec
{
    /// <summary>Team or person that answers for the service.</summary>
    [StringLength(253, MinimumLength = 1)]
    public required string Owner { get; init; }

    /// <summary>Model to serve.</summary>
    public required ModelSelector Model { get; init; }

    /// <summary>The predictor's pods.</summary>
    public ServerSpec Server { get; set; } = new();

    /// <summary>The router's pods.</summary>
    public RouterSpec Router { get; set; } = new();

    /// <summary>How traffic moves to a new version.</summary>
    public RolloutStrategy Strategy { get; set; } = new();

    /// <summary>What has to hold while it moves.</summary>
    public Analysis Analysis { get; set; } = new();

    /// <summary>Whether a rollout in progress stays where it is.</summary>
    public bool Paused { get; init; }

    /// <summary>Longest time that a revision may take to become available before the change is abandoned.</summary>
    public Duration ProgressDeadline { get; set; } = new(TimeSpan.FromMinutes(10));

    /// <summary>How many past changes stay in the history.</summary>
    [Range(1, 100)]
    public int RevisionHistoryLimit { get; set; } = 10;
}

/// <summary>Which version to serve.</summary>
public sealed record ModelSelector
{
    /// <summary>Model family.</summary>
    public required string Name { get; init; }

    /// <summary>Version such as <c>v3</c>. Default: the newest that is ready.</summary>
    [RegularExpression("^v[0-9]+$")]
    public string? Version { get; init; }

    /// <summary>Whether a version without a model card may be served. The built-in trainer writes one for each version; an image of your own has to bring its own.</summary>
    public bool AllowMissingCard { get; init; }

    /// <summary>Alias such as <c>champion</c>: the version that it points to is served. Instead of <see cref="Version"/>.</summary>
    [StringLength(255, MinimumLength = 1)]
    public string? Alias { get; init; }

    /// <summary>Whether a version is served only when its approvers have approved it (condition Approved).</summary>
    public bool RequireApproval { get; init; }
}

/// <summary>The predictor's pods.</summary>
public sealed record ServerSpec : PodPlacement
{
    /// <summary>Image. Default: the operator's server image.</summary>
    public string? Image { get; init; }

    /// <summary>Pods of each revision.</summary>
    [Range(1, 1000)]
    public int Replicas { get; set; } = 1;
}

/// <summary>The router's pods.</summary>
public sealed record RouterSpec : PodPlacement
{
    /// <summary>Number of pods.</summary>
    [Range(1, 100)]
    public int Replicas { get; set; } = 1;
}

/// <summary>How traffic moves to a new version.</summary>
public sealed record RolloutStrategy
{
    /// <summary>Weighted steps.</summary>
    public CanaryStrategy Canary { get; set; } = new();
}

/// <summary>Weighted steps; each is left when its analysis is passed and its pause is over.</summary>
public sealed record CanaryStrategy
{
    /// <summary>The steps. Default: 10, 50 and 100 percent, a minute each.</summary>
    [MinLength(1)]
    public IReadOnlyList<CanaryStep>? Steps { get; init; }
}

/// <summary>One step of a canary.</summary>
public sealed record CanaryStep
{
    /// <summary>Percent of the requests that go to the candidate. The last step's is 100.</summary>
    [Range(1, 100)]
    public required int SetWeight { get; init; }

    /// <summary>Shortest time at this weight.</summary>
    public Duration Pause { get; set; } = new(TimeSpan.FromMinutes(1));
}
