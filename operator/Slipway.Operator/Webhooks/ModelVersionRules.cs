using Slipway.Api.ModelVersions;
using Slipway.Api.Validation;
using Slipway.Operator.ModelVersions;

namespace Slipway.Operator.Webhooks;

/// <summary>What is wrong with a ModelVersion that is about to be written or deleted.</summary>
internal static class ModelVersionRules
{
    public static IReadOnlyList<FieldError> Check(ModelVersion version, ModelVersion? old)
    {
        var errors = new List<FieldError>(ModelVersionValidation.Validate(version));

        // The record is what was seen first; one that was changed behind the webhook's back may be restored.
        var digest = SpecDigest.Of(version.Spec);
        if (old is not null && digest != SpecDigest.Of(old.Spec) && digest != old.Status?.SpecDigest)
        {
            errors.Add(new FieldError("spec", null,
                $"the record of {version.Metadata.Name} never changes; make a ModelVersion with another spec.version, or train again for a new one"));
        }

        return errors;
    }

    public static IReadOnlyList<FieldError> Deletion(AdmissionRequest request, IKnownObjects known) =>
    [
        .. known.Rollouts(request.Namespace)
            .Where(rollout => rollout.Metadata.DeletionTimestamp is null)
            .Where(rollout => rollout.Status?.Stable?.ModelVersion == request.Name || rollout.Status?.Candidate?.ModelVersion == request.Name)
            .Select(rollout => new FieldError("metadata.name", request.Name,
                $"Rollout '{rollout.Metadata.Name}' serves this version; let it serve another one first, or delete the Rollout")),
    ];
}
