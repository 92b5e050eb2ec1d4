using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Errors;

namespace Slipway.Sandbox.ApiServer.BuiltIns;

/// <summary>ConfigMaps: keys are file names, and an immutable one keeps its content.</summary>
internal sealed class ConfigMapRules : IKindRules
{
    public void Validate(JsonObject obj, JsonObject? old, ICollection<FieldError> errors) =>
        KeyedData.Validate(obj, old, errors, "data", "binaryData");
}
