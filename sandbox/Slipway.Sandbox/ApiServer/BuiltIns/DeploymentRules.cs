using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Errors;

namespace Slipway.Sandbox.ApiServer.BuiltIns;

/// <summary>Deployments: the parameters of a rolling update are there when the strategy is one, and let it move.</summary>
internal sealed class DeploymentRules : WorkloadRules
{
    public override void Default(JsonObject obj)
    {
        base.Default(obj);
        var strategy = obj.Child("spec").Child("strategy");
        if (strategy.TextAt("type") == "RollingUpdate")
        {
            var rolling = strategy.Child("rollingUpdate");
            rolling.SetDefault("maxUnavailable", "25%");
            rolling.SetDefault("maxSurge", "25%");
        }
    }

    public override void Validate(JsonObject obj, JsonObject? old, ICollection<FieldError> errors)
    {
        base.Validate(obj, old, errors);
        var rolling = obj.ObjectAt("spec", "strategy", "rollingUpdate");
        if (IsNone(rolling?["maxUnavailable"]) && IsNone(rolling?["maxSurge"]))
        {
            errors.Add(FieldError.Invalid("spec.strategy.rollingUpdate.maxUnavailable", rolling!["maxUnavailable"], "may not be 0 when `maxSurge` is 0"));
        }
    }

    private static bool IsNone(JsonNode? value) => value is not null && JsonTree.Display(value) is "0" or "0%";
}
