using Slipway.Api.Datasets;
using Slipway.Operator.Datasets.Collection;
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

    /// <summary>Versions that something uses, where one of this Dataset may go; null: none may.</summary>
    public VersionsInUse? InUse { get; init; }

    /// <summary>Finds one of <see cref="Datasets"/>.</summary>
    public Dataset? Find(string name) => Datasets.GetValueOrDefault(name);
}
