using Slipway.Api.Validation;
using Slipway.Contracts.Training;

namespace Slipway.Api.ModelVersions;

/// <summary>What a schema cannot say about a ModelVersion.</summary>
public static class ModelVersionValidation
{
    /// <summary>All that is wrong with the object by itself.</summary>
    public static IReadOnlyList<FieldError> Validate(ModelVersion version)
    {
        var errors = new FieldErrors();
        var spec = version.Spec;
        errors.AddIf(
            version.Metadata.Name != $"{spec.Model}-{spec.Version}",
            "metadata.name", version.Metadata.Name, $"must be {spec.Model}-{spec.Version}, from spec.model and spec.version, so that a version has one record");
        errors.AddIf(
            spec.Threshold is < 0 or > 1 || (spec.Threshold is { } set && double.IsNaN(set)), "spec.threshold", spec.Threshold, "is a probability, between 0 and 1");
        errors.AddIf(
            spec.Threshold is not null && spec.Task != LearningTask.Binary, "spec.threshold", spec.Threshold, $"is for Binary tasks; remove it, since task is {spec.Task}");
        ImportValidation.Check(spec, errors);
        return errors.All;
    }
}
