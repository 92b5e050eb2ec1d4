using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Errors;

namespace Slipway.Sandbox.ApiServer.BuiltIns;

/// <summary>Events: they are kept where the object is that they are about; those about objects without a namespace are kept in the default one.</summary>
internal sealed class EventRules : IKindRules
{
    public void Validate(JsonObject obj, JsonObject? old, ICollection<FieldError> errors)
    {
        var about = obj.TextAt("involvedObject", "namespace") ?? "";
        if (obj.TextAt("metadata", "namespace") != (about.Length == 0 ? "default" : about))
        {
            errors.Add(FieldError.Invalid("involvedObject.namespace", JsonValue.Create(about), "does not match event.namespace"));
        }
    }
}
