using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Slipway.Api;
using Slipway.Api.Datasets;
using Slipway.Api.ModelVersions;
using Slipway.Api.Rollouts;
using Slipway.Api.TrainingJobs;
using Slipway.Api.Validation;
using Slipway.Contracts.Training;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Webhooks;

/// <summary>Decides about a write by the rules that the reconcilers follow too, and says all that is wrong at once.</summary>
/// <remarks>
/// Guarantees: nothing that is on its way out, and no change besides the spec, is held up; an object that was taken once can be labelled,
/// finalized and deleted whatever the rules say today. Caveats: what other objects are is read from caches, which may be a moment behind.
/// </remarks>
internal sealed class AdmissionRules(IKnownObjects known, TimeProvider time)
{
    // These delete what somebody else has decided to delete; a refusal would only leave the namespace or the owner hanging.
    private static readonly HashSet<string> Cleaners =
        ["system:serviceaccount:kube-system:namespace-controller", "system:serviceaccount:kube-system:generic-garbage-collector"];

    public AdmissionResponse Review(AdmissionRequest request)
    {
        try
        {
            var errors = Findings(request);
            return new AdmissionResponse { Uid = request.Uid, Allowed = errors.Count == 0, Status = errors.Count == 0 ? null : Refusal.Of(request, errors), Warnings = Warnings(request) };
        }
        catch (JsonException unreadable)
        {
            // The schema took it, so it may be written for another version of the operator; the reconciler of that version will judge it.
            return new AdmissionResponse
            {
                Uid = request.Uid, Allowed = true, Warnings = [$"slipway could not check this {request.Kind.Kind}: {unreadable.Path}: {unreadable.Message}"],
            };
        }
    }

    private IReadOnlyList<FieldError> Findings(AdmissionRequest request)
    {
        if (request.Kind.Group != SlipwayApi.Group) return [];
        if (request.Operation == "DELETE")
            return request.Kind.Kind == "ModelVersion" && !Cleaners.Contains(request.UserInfo?.Username ?? "") && Old(request, SlipwayKinds.ModelVersion.Json) is { } version ? ModelVersionRules.Deletion(version, known, time.GetUtcNow()) : [];
        if (request.Object is not { ValueKind: JsonValueKind.Object } written || IsTerminating(written) || SameSpec(written, request.OldObject)) return [];
        return request.Kind.Kind switch
        {
            "Dataset" => DatasetRules.Check(Read(written, SlipwayKinds.Dataset.Json), Old(request, SlipwayKinds.Dataset.Json), request.UserInfo?.Username, known, time.GetUtcNow()),
            "FeatureSet" => FeatureSetRules.Check(Read(written, SlipwayKinds.FeatureSet.Json), known, time.GetUtcNow()),
            "TrainingJob" => TrainingJobRules.Check(Read(written, SlipwayKinds.TrainingJob.Json), Old(request, SlipwayKinds.TrainingJob.Json), known, time.GetUtcNow()),
            "ModelVersion" => ModelVersionRules.Check(Read(written, SlipwayKinds.ModelVersion.Json), Old(request, SlipwayKinds.ModelVersion.Json), request.UserInfo?.Username, known, time.GetUtcNow()),
            "Rollout" => RolloutValidation.Validate(Read(written, SlipwayKinds.Rollout.Json).Spec),
            _ => [],
        };
    }

    // What is not wrong and does nothing.
    private static List<string>? Warnings(AdmissionRequest request)
    {
        if (request is not { Operation: not "DELETE", Kind: { Group: SlipwayApi.Group, Kind: "TrainingJob" }, Object: { ValueKind: JsonValueKind.Object } written } || SameSpec(written, request.OldObject)) return null;
        var spec = Read(written, SlipwayKinds.TrainingJob.Json).Spec;
        var unused = spec.Trainer?.Image is null ? UnusedSettings.Of(spec.Task, spec.Hyperparameters) : [];
        return unused.Count == 0 ? null : [.. unused.Select(setting => $"spec.hyperparameters.{setting.Name} is not used: {setting.Why}; remove it, or set what it needs")];
    }

    private static bool IsTerminating(JsonElement written) =>
        written.TryGetProperty("metadata", out var metadata) && metadata.TryGetProperty("deletionTimestamp", out var since) && since.ValueKind == JsonValueKind.String;

    private static bool SameSpec(JsonElement written, JsonElement? old) =>
        old is { ValueKind: JsonValueKind.Object } stored && stored.TryGetProperty("spec", out var before) && written.TryGetProperty("spec", out var after)
        && JsonElement.DeepEquals(before, after);

    private static T Read<T>(JsonElement written, JsonTypeInfo<T> type) where T : class =>
        written.Deserialize(type) ?? throw new JsonException("the object is null");

    private static T? Old<T>(AdmissionRequest request, JsonTypeInfo<T> type) where T : class =>
        request.OldObject is { ValueKind: JsonValueKind.Object } stored ? Read(stored, type) : null;
}
