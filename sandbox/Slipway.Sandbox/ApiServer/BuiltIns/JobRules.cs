using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Errors;

namespace Slipway.Sandbox.ApiServer.BuiltIns;

/// <summary>Jobs: the selector is made from the uid, and what runs cannot be changed.</summary>
internal sealed class JobRules : IKindRules
{
    private static readonly string[] SchedulingDirectives = ["nodeSelector", "affinity", "tolerations", "schedulingGates", "priorityClassName"];

    public void Default(JsonObject obj) => DefaultSpec(obj.ObjectAt("spec"));

    public static void DefaultSpec(JsonObject? spec)
    {
        if (spec is null)
        {
            return;
        }

        if (spec["completions"] is null && spec["parallelism"] is null)
        {
            spec["completions"] = 1L;
        }

        spec.SetDefault("parallelism", 1L);
        spec.SetDefault("backoffLimit", spec["backoffLimitPerIndex"] is null ? 6L : int.MaxValue);
        spec.SetDefault("podReplacementPolicy", spec["podFailurePolicy"] is null ? "TerminatingOrFailed" : "Failed");
        PodTemplate.Default(spec.ObjectAt("template", "spec"));
    }

    public void PrepareCreate(JsonObject obj)
    {
        var spec = obj.Child("spec");
        var template = spec.Child("template").Child("metadata").Child("labels");
        if (!spec.FlagAt("manualSelector"))
        {
            var uid = obj.TextAt("metadata", "uid")!;
            var name = obj.TextAt("metadata", "name")!;
            template["batch.kubernetes.io/controller-uid"] = uid;
            template["batch.kubernetes.io/job-name"] = name;
            template["controller-uid"] = uid;
            template["job-name"] = name;
            spec["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["batch.kubernetes.io/controller-uid"] = uid } };
        }

        if (obj.ObjectAt("metadata", "labels") is not { Count: > 0 })
        {
            obj.Child("metadata")["labels"] = template.DeepClone();
        }
    }

    public void Validate(JsonObject obj, JsonObject? old, ICollection<FieldError> errors)
    {
        PodSpecValidation.Validate(obj.ObjectAt("spec", "template", "spec"), "spec.template.spec", errors);
        var policy = obj.TextAt("spec", "template", "spec", "restartPolicy") ?? "Always";
        if (policy == "Always" && obj.ObjectAt("spec", "template") is not null)
        {
            errors.Add(FieldError.Required("spec.template.spec.restartPolicy", "valid values: \"OnFailure\", \"Never\""));
        }

        if (obj.TextAt("spec", "completionMode") == "Indexed" && obj.At("spec", "completions") is null)
        {
            errors.Add(FieldError.Required("spec.completions", "when completion mode is Indexed"));
        }

        if (old is null)
        {
            return;
        }

        var neverRan = old.FlagAt("spec", "suspend") && old.At("status", "startTime") is null;
        foreach (var field in new[] { "completions", "selector", "completionMode", "podFailurePolicy", "backoffLimitPerIndex", "template" })
        {
            var (before, after) = (old.At("spec", field), obj.At("spec", field));
            if (field == "template" && neverRan)
            {
                (before, after) = (WithoutScheduling(before), WithoutScheduling(after));
            }

            if (!JsonTree.Equal(before, after))
            {
                errors.Add(FieldError.Invalid($"spec.{field}", obj.At("spec", field), "field is immutable"));
            }
        }
    }

    private static JsonNode? WithoutScheduling(JsonNode? template)
    {
        var copy = template?.DeepClone();
        foreach (var field in SchedulingDirectives)
        {
            copy.ObjectAt("spec")?.Remove(field);
        }

        copy.ObjectAt("metadata")?.Remove("labels");
        copy.ObjectAt("metadata")?.Remove("annotations");
        return copy;
    }
}
