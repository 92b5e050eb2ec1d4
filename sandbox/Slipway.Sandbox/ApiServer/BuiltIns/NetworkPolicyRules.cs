using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;

namespace Slipway.Sandbox.ApiServer.BuiltIns;

/// <summary>Network policies say which directions they are about: ingress always, egress when they have such rules.</summary>
internal sealed class NetworkPolicyRules : IKindRules
{
    public void Default(JsonObject obj) => obj.Child("spec").SetDefault(
        "policyTypes",
        () => obj.ArrayAt("spec", "egress") is null ? new JsonArray("Ingress") : new JsonArray("Ingress", "Egress"));
}
