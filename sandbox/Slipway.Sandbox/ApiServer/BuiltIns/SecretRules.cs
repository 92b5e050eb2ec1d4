using System.Text;
using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Errors;

namespace Slipway.Sandbox.ApiServer.BuiltIns;

/// <summary>Secrets: stringData is written into data and never read back; the type is for good.</summary>
internal sealed class SecretRules : IKindRules
{
    public void Default(JsonObject obj)
    {
        foreach (var (key, value) in obj.ObjectAt("stringData") ?? [])
        {
            obj.Child("data")[key] = Convert.ToBase64String(Encoding.UTF8.GetBytes(JsonTree.Display(value)));
        }

        obj.Remove("stringData");
    }

    public void Validate(JsonObject obj, JsonObject? old, ICollection<FieldError> errors)
    {
        KeyedData.Validate(obj, old, errors, "data");
        if (old is not null && old.TextAt("type") != obj.TextAt("type"))
        {
            errors.Add(FieldError.Invalid("type", obj["type"], "field is immutable"));
        }
    }
}
