using Slipway.Api.FeatureSets;
using Slipway.Api.Validation;
using Slipway.Contracts.Data;
using Slipway.Operator.FeatureSets;

namespace Slipway.Operator.Webhooks;

/// <summary>What is wrong with a FeatureSet that is about to be written; whether its expressions compile, the reconciler says.</summary>
internal static class FeatureSetRules
{
    public static IReadOnlyList<FieldError> Check(FeatureSet features, IKnownObjects known, DateTimeOffset now)
    {
        var place = features.Metadata.Namespace!;
        return [.. FeatureSetValidation.Validate(features.Spec), .. FeatureSetAccess.Faults(features.Spec, place, reference => known.Dataset(DatasetName.Parse(reference, place)), now)];
    }
}
