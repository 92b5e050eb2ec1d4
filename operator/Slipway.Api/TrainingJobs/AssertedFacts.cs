using System.ComponentModel.DataAnnotations;

namespace Slipway.Api.TrainingJobs;

/// <summary>Facts that the author holds to be true of the resolved configuration. A run does not begin while one of them is false.</summary>
public sealed record AssertedFacts
{
    /// <summary>Number of features of the FeatureSet.</summary>
    [Range(1, 1_000_000)]
    public int? Features { get; init; }

    /// <summary>
    /// All Datasets that go into the model, whether read, joined, read by SQL for one of these, or learned from by a model whose predictions are features: exactly these.
    /// Those of other namespaces as <c>namespace/name</c>.
    /// </summary>
    public IReadOnlyList<string>? Datasets { get; init; }
}
