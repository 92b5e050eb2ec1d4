using Slipway.Api.ModelVersions;
using Slipway.Api.Validation;
using Slipway.Operator.ModelVersions;
using Slipway.Operator.ModelVersions.History;

namespace Slipway.Operator.Webhooks;

/// <summary>What is wrong with a ModelVersion that is about to be written or deleted.</summary>
internal static class ModelVersionRules
{
    public static IReadOnlyList<FieldError> Check(ModelVersion version, ModelVersion? old, string? user, IKnownObjects known, DateTimeOffset now)
    {
        var errors = new List<FieldError>(ModelVersionValidation.Validate(version));

        // The record is what was seen first; one that was changed behind the webhook's back may be restored.
        var digest = SpecDigest.Of(version.Spec);
        if (old is not null && digest != SpecDigest.Of(old.Spec) && digest != old.Status?.SpecDigest)
        {
            errors.AddRange(SpecDigest.Differences(old.Spec, version.Spec).Take(5).Select(field => new FieldError(field, null,
                $"the record of {version.Metadata.Name} never changes; make a ModelVersion with another spec.version, or train again for a new one")));
        }

        if (old is null && IsComingBack(version, known)) return errors;
        if (old is null && version.Spec.Imported is { } imported && imported.By != user)
            errors.Add(new FieldError("spec.imported.by", imported.By, $"is not who writes this, which is {user}; a model is imported in the own name"));
        errors.AddRange(Decisions(version, old, user, known, now));
        return errors;
    }

    public static IReadOnlyList<FieldError> Deletion(ModelVersion version, IKnownObjects known, DateTimeOffset now) =>
    [
        .. known.Uses(version).Concat(new[] { known.Kept(version, now) }.OfType<ModelVersions.Protection.VersionUse>())
            .Select(use => new FieldError("metadata.name", version.Metadata.Name, use.ToString())),
    ];

    // What is written again from the trash, or by hand from the same record, brings its history along.
    private static bool IsComingBack(ModelVersion version, IKnownObjects known) => known.Trashed(version.Metadata.Namespace, version.Metadata.Name!)
        .Any(trashed => SpecDigest.Of(trashed.Record.Spec) == SpecDigest.Of(version.Spec)
            && DecisionHistory.Difference(version.Spec.Decisions ?? [], [.. (trashed.Record.Spec.Decisions ?? []).Select(DecisionHistory.Recorded)]) is null
            && (version.Spec.Decisions ?? []).Count == (trashed.Record.Spec.Decisions ?? []).Count);

    private static IEnumerable<FieldError> Decisions(ModelVersion version, ModelVersion? old, string? user, IKnownObjects known, DateTimeOffset now)
    {
        var written = version.Spec.Decisions ?? [];
        var stored = (old?.Spec.Decisions ?? []).Select(DecisionHistory.Recorded).ToList();
        // One that was cut behind the webhook's back may be restored.
        if (old?.Status?.Decisions is { } recorded && (stored.Count < recorded.Count || DecisionHistory.Difference(old.Spec.Decisions ?? [], recorded) is not null)) stored = [.. recorded];
        if (DecisionHistory.Difference(written, stored) is { } broken)
        {
            yield return new FieldError("spec.decisions", null, broken);
            yield break;
        }

        // With what the operator found at first sight, where it has looked.
        var before = stored.Index().Select(each => old?.Status?.Decisions?.ElementAtOrDefault(each.Index) ?? each.Item).ToList();
        var rules = new DecisionRules(version, Approval.Approvers(version, known.TrainingJobs(version.Metadata.Namespace, version.Spec.Model)));
        for (var index = before.Count; index < written.Count; index++)
        {
            foreach (var error in rules.Faults(written[index], before, now).Concat(DecisionRules.Written(written[index], user, now)))
                yield return error with { Field = $"spec.decisions[{index}].{error.Field}" };
            before.Add(DecisionHistory.Recorded(written[index]));
        }
    }
}
