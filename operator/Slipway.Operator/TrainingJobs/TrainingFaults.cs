using Slipway.Api.Datasets;
using Slipway.Api.TrainingJobs;
using Slipway.Api.Validation;
using Slipway.Contracts.Data;

namespace Slipway.Operator.TrainingJobs;

/// <summary>What is wrong with a TrainingJob as the other objects are; said alike by the reconciler and by admission.</summary>
internal static class TrainingFaults
{
    /// <summary>Versions are numbered within a family, so it has one job.</summary>
    public static FieldError FamilyTaken(TrainingJobSpec spec, string rival) => new("spec.model", null,
        $"'{spec.Model}' belongs to TrainingJob '{rival}', and two would give out the same versions; choose another name, or delete one of the two");

    /// <summary>What was held back from training is never trained on.</summary>
    public static FieldError? Role(TrainingJobSpec spec, Dataset dataset) => dataset.Spec.Role == DatasetRole.Training
        ? null
        : new FieldError("spec.dataset", null,
            $"Dataset '{spec.Dataset}' has the role {dataset.Spec.Role} and must never be trained on; name one with the role Training");
}
