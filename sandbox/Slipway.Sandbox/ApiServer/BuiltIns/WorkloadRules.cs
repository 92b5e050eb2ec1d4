using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Errors;
using Slipway.Sandbox.ApiServer.Selectors;

namespace Slipway.Sandbox.ApiServer.BuiltIns;

/// <summary>Deployments and ReplicaSets: the selector must choose the template's labels and can never change.</summary>
internal class WorkloadRules : IKindRules
{
    public virtual void Default(JsonObject obj) => PodTemplate.Default(obj.ObjectAt("spec", "template", "spec"));

    public virtual void Validate(JsonObject obj, JsonObject? old, ICollection<FieldError> errors)
    {
        if (obj.IntegerAt("spec", "replicas") is { } replicas and < 0)
        {
            errors.Add(FieldError.Invalid("spec.replicas", JsonValue.Create(replicas), "must be greater than or equal to 0"));
        }

        var selector = obj.ObjectAt("spec", "selector");
        if (selector is not null && obj.ObjectAt("spec", "template") is { } template)
        {
            CheckTemplate(selector, template, errors);
        }

        if (old is not null && !JsonTree.Equal(old.At("spec", "selector"), selector))
        {
            errors.Add(FieldError.Invalid("spec.selector", selector, "field is immutable"));
        }
    }

    private static void CheckTemplate(JsonObject selector, JsonObject template, ICollection<FieldError> errors)
    {
        if (selector.Count == 0)
        {
            errors.Add(FieldError.Invalid("spec.selector", selector, "empty selector is invalid for deployment"));
        }
        else if (!LabelSelector.FromObject(selector).Matches(template))
        {
            errors.Add(FieldError.Invalid("spec.template.metadata.labels", template.At("metadata", "labels") ?? new JsonObject(), "`selector` does not match template `labels`"));
        }

        PodSpecValidation.Validate(template.ObjectAt("spec"), "spec.template.spec", errors);
        if (template.TextAt("spec", "restartPolicy") is { } policy and not "Always")
        {
            errors.Add(FieldError.NotSupported("spec.template.spec.restartPolicy", policy, "Always"));
        }
    }
}
