using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Errors;

namespace Slipway.Sandbox.ApiServer.BuiltIns;

/// <summary>What a built-in kind does beyond its schema: defaults that depend on other fields, and what it refuses.</summary>
internal interface IKindRules
{
    /// <summary>Fills in what depends on other fields. Runs on every write, after the defaults of the schema.</summary>
    void Default(JsonObject obj)
    {
    }

    /// <summary>What only happens when the object is made: allocated addresses, generated selectors, the first status.</summary>
    void PrepareCreate(JsonObject obj)
    {
    }

    /// <summary>Carries over what an update may not change.</summary>
    void PrepareUpdate(JsonObject obj, JsonObject old)
    {
    }

    void Validate(JsonObject obj, JsonObject? old, ICollection<FieldError> errors)
    {
    }
}
