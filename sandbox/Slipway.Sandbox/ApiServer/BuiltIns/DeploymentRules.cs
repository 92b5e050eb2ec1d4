using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;

namespace Slipway.Sandbox.ApiServer.BuiltIns;

/// <summary>Deployments: the parameters of a rolling update are there when the strategy is one.</summary>
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
}
