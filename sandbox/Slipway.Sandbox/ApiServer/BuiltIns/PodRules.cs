using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Errors;

namespace Slipway.Sandbox.ApiServer.BuiltIns;

/// <summary>What the API server and its default admission plugins do to pods.</summary>
internal sealed class PodRules : IKindRules
{
    private static readonly string[] MutableSpecFields = ["activeDeadlineSeconds", "tolerations", "terminationGracePeriodSeconds", "nodeName", "schedulingGates"];

    public void Default(JsonObject obj)
    {
        var spec = obj.Child("spec");
        PodTemplate.Default(spec);
        spec.SetDefault("enableServiceLinks", () => JsonValue.Create(true));
        foreach (var container in PodTemplate.Containers(spec))
        {
            RequestWhatIsLimited(container.Child("resources"));
        }
    }

    public void PrepareCreate(JsonObject obj)
    {
        var spec = obj.Child("spec");
        spec.SetDefault("serviceAccountName", "default");
        spec["serviceAccount"] = spec["serviceAccountName"]!.DeepClone();
        spec.SetDefault("priority", 0L);
        spec.SetDefault("preemptionPolicy", "PreemptLowerPriority");
        var tolerations = spec["tolerations"] as JsonArray ?? [];
        spec["tolerations"] = tolerations;
        foreach (var key in new[] { "node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable" })
        {
            if (!tolerations.Objects().Any(t => t.TextAt("key") == key))
            {
                tolerations.Add(new JsonObject { ["key"] = key, ["operator"] = "Exists", ["effect"] = "NoExecute", ["tolerationSeconds"] = 300L });
            }
        }

        obj["status"] = new JsonObject { ["phase"] = "Pending", ["qosClass"] = QualityOfService(spec) };
    }

    public void Validate(JsonObject obj, JsonObject? old, ICollection<FieldError> errors)
    {
        var spec = obj.ObjectAt("spec");
        PodSpecValidation.Validate(spec, "spec", errors);
        if (old.ObjectAt("spec") is { } before && spec is not null && !JsonTree.Equal(Immutable(before), Immutable(spec)))
        {
            errors.Add(FieldError.Forbidden(
                "spec",
                "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)"));
        }
    }

    private static JsonObject Immutable(JsonObject spec)
    {
        var copy = (JsonObject)spec.DeepClone();
        foreach (var field in MutableSpecFields)
        {
            copy.Remove(field);
        }

        foreach (var container in PodTemplate.Containers(copy))
        {
            container.Remove("image");
        }

        return copy;
    }

    private static void RequestWhatIsLimited(JsonObject resources)
    {
        if (resources.ObjectAt("limits") is not { Count: > 0 } limits)
        {
            return;
        }

        var requests = resources.Child("requests");
        foreach (var (name, value) in limits)
        {
            requests.SetDefault(name, () => value?.DeepClone());
        }
    }

    private static string QualityOfService(JsonObject spec)
    {
        var containers = PodTemplate.Containers(spec).ToList();
        if (containers.TrueForAll(c => c.ObjectAt("resources", "limits") is null && c.ObjectAt("resources", "requests") is null))
        {
            return "BestEffort";
        }

        return containers.TrueForAll(IsGuaranteed) ? "Guaranteed" : "Burstable";
    }

    private static bool IsGuaranteed(JsonObject container) => new[] { "cpu", "memory" }.All(resource =>
        container.At("resources", "limits", resource) is { } limit && JsonTree.Equal(limit, container.At("resources", "requests", resource)));
}
