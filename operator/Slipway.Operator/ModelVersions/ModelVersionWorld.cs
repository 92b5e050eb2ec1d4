using Slipway.Api.Datasets;
using Slipway.Api.ModelVersions;
using Slipway.Api.Rollouts;
using Slipway.Operator.Steps;
using Slipway.Operator.Upstream;

namespace Slipway.Operator.ModelVersions;

/// <summary>Everything that a decision about one ModelVersion depends on.</summary>
internal sealed record ModelVersionWorld
{
    public required ModelVersion Version { get; init; }

    /// <summary>Rollouts that serve or name it.</summary>
    public IReadOnlyList<Rollout> Rollouts { get; init; } = [];

    /// <summary>The Datasets that it learned from, by name, as far as there are such.</summary>
    public IReadOnlyDictionary<string, Dataset> Datasets { get; init; } = new Dictionary<string, Dataset>();

    /// <summary>The families of the models whose predictions its features read, by name.</summary>
    public IReadOnlyDictionary<string, ModelFamily> Upstream { get; init; } = new Dictionary<string, ModelFamily>();

    /// <summary>Versions whose features read the predictions of its family.</summary>
    public IReadOnlyList<ModelVersion> Readers { get; init; } = [];

    /// <summary>Versions of its family that aliases were given to.</summary>
    public IReadOnlyList<ModelVersion> Aliased { get; init; } = [];

    /// <summary>Who may approve it.</summary>
    public IReadOnlyList<string> Approvers { get; init; } = [];

    /// <summary>How many different approvers it takes.</summary>
    public int Approvals { get; init; } = 1;

    /// <summary>What the operator was started with; for the measurement of imported models.</summary>
    public OperatorSettings? Settings { get; init; }

    /// <summary>The Dataset that an imported model is measured on.</summary>
    public Dataset? MeasuredOn { get; init; }

    /// <summary>Names of the Datasets there are, if there is none of that name.</summary>
    public IReadOnlyList<string> DatasetNames { get; init; } = [];

    /// <summary>The Job that measures it.</summary>
    public StepObjects Children { get; init; } = StepObjects.None;
}
