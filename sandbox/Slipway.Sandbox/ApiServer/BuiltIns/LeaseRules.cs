using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Errors;

namespace Slipway.Sandbox.ApiServer.BuiltIns;

/// <summary>Leases: a duration lasts, and transitions are counted up.</summary>
internal sealed class LeaseRules : IKindRules
{
    public void Validate(JsonObject obj, JsonObject? old, ICollection<FieldError> errors)
    {
        if (obj.IntegerAt("spec", "leaseDurationSeconds") is { } seconds and <= 0)
        {
            errors.Add(FieldError.Invalid("spec.leaseDurationSeconds", JsonValue.Create(seconds), "must be greater than 0"));
        }

        if (obj.IntegerAt("spec", "leaseTransitions") is { } transitions and < 0)
        {
            errors.Add(FieldError.Invalid("spec.leaseTransitions", JsonValue.Create(transitions), "must be greater than or equal to 0"));
        }
    }
}
