using Slipway.Api.Datasets;
using Slipway.Contracts.Data;
using Slipway.Operator.Datasets.Collection;
using Slipway.Operator.Steps;

namespace Slipway.Operator.Datasets;

/// <summary>Everything that a decision about one Dataset depends on.</summary>
internal sealed record DatasetWorld
{
    public required Dataset Dataset { get; init; }

    /// <summary>This Dataset and, if it reads others, all of the namespace and what is reached from them, by <c>namespace/name</c>.</summary>
    public required IReadOnlyDictionary<string, Dataset> Datasets { get; init; }

    /// <summary>Reads of this Dataset that are on record; null: not looked at, as its list is fresh.</summary>
    public IReadOnlyList<DatasetReader>? Readers { get; init; }

    /// <summary>Namespace of the Dataset.</summary>
    public string Place => Dataset.Metadata.Namespace!;

    public required OperatorSettings Settings { get; init; }

    /// <summary>Its Jobs and what belongs to them.</summary>
    public StepObjects Children { get; init; } = StepObjects.None;

    /// <summary>Versions that something uses, where one of this Dataset may go; null: none may.</summary>
    public VersionsInUse? InUse { get; init; }

    /// <summary>The Dataset that this one refers to, if there is one.</summary>
    public Dataset? Find(string reference) => Datasets.GetValueOrDefault(DatasetName.Parse(reference, Place).ToString());
}
