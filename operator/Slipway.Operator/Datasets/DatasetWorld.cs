using Slipway.Api.Datasets;
using Slipway.Operator.Steps;

namespace Slipway.Operator.Datasets;

/// <summary>Everything that a decision about one Dataset depends on.</summary>
internal sealed record DatasetWorld
{
    public required Dataset Dataset { get; init; }

    /// <summary>This Dataset and, if it reads others, all of the namespace, by name.</summary>
    public required IReadOnlyDictionary<string, Dataset> Datasets { get; init; }

    public required OperatorSettings Settings { get; init; }

    /// <summary>Its Jobs and what belongs to them.</summary>
    public StepObjects Children { get; init; } = StepObjects.None;

    /// <summary>Digests of versions that runs or models refer to, while a snapshot is under way; only its end makes a version go.</summary>
    public IReadOnlySet<string> DigestsInUse { get; init; } = new HashSet<string>();
}
