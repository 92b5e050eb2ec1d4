using System.ComponentModel.DataAnnotations;
using Slipway.Contracts;
using Slipway.Contracts.Training;

namespace Slipway.Api.ModelVersions;

/// <summary>How a model came that no TrainingJob made. It cannot be trained again here.</summary>
public sealed record ImportedModel
{
    /// <summary>Kubernetes user who imports it; admission takes no other name than that of who writes it.</summary>
    [StringLength(253, MinimumLength = 1)]
    public required string By { get; init; }

    /// <summary>Where it comes from: a URL, a supplier, a paper.</summary>
    [StringLength(1024, MinimumLength = 1)]
    public required string Source { get; init; }

    /// <summary>What it is measured on before it may be served. Absent: <see cref="Unevaluated"/> has to be set.</summary>
    public ImportEvaluation? Evaluation { get; init; }

    /// <summary>Declares that it is not measured. It is Ready only when an approver waives the evaluation.</summary>
    public bool Unevaluated { get; init; }
}

/// <summary>What an imported model is measured on, and what it has to meet.</summary>
public sealed record ImportEvaluation
{
    /// <summary>Name of the Dataset, of any role, or <c>namespace/name</c>; its current version is pinned when the measurement begins.</summary>
    public required string Dataset { get; init; }

    /// <summary>Column with the truth. Default: the dataset's label.</summary>
    public string? Label { get; init; }

    /// <summary>Classes in the order of the model's probabilities; the positive class of a binary task comes last. Needed with Binary and Multiclass.</summary>
    public IReadOnlyList<string>? Classes { get; init; }

    /// <summary>Output of the model with its scores: probabilities by class, or the value. Default: the only output of floats.</summary>
    public string? ScoreOutput { get; init; }

    /// <summary>What it has to meet. Gates against another version or the noise band are not for imported models.</summary>
    public IReadOnlyList<Gate>? Gates { get; init; }

    /// <summary>What the pod needs and where it may run.</summary>
    public PodPlacement? Placement { get; init; }

    /// <summary>Longest time that the measurement may take, tries included.</summary>
    public Duration? Deadline { get; init; }
}
