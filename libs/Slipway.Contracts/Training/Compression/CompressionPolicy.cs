using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace Slipway.Contracts.Training;

/// <summary>Makes the model smaller and faster: what is published is derived from the model that was learned, which is kept beside it as <c>teacher.onnx</c>.</summary>
public sealed record CompressionPolicy
{
    /// <summary>How.</summary>
    public CompressionMethod Method { get; init; }

    /// <summary>Pruning: boosting rounds that are kept, the first ones.</summary>
    [Range(1, int.MaxValue)]
    public int? Rounds { get; init; }

    /// <summary>
    /// Pruning: how much worse the validation metric may become, as a share of what all rounds gained over the first; 0.02 gives up 2 % of the gain. The fewest rounds that keep to it are kept.
    /// </summary>
    [Range(0, 1)]
    public double? Tolerance { get; init; }

    /// <summary>Distillation: parameters of the student by XGBoost's own names, such as fewer rounds and less depth; those that are not named are the teacher's.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Hyperparameters { get; init; }
}

/// <summary>How a model is made smaller.</summary>
public enum CompressionMethod
{
    /// <summary>The later rounds are left out.</summary>
    Pruning,

    /// <summary>A smaller student learns what the teacher predicts of the training rows, instead of their labels.</summary>
    Distillation,
}
