using System.Text.Json.Nodes;

namespace Slipway.Sandbox.ApiServer.BuiltIns;

/// <summary>For a resource that shows the objects of another one in its own form.</summary>
internal interface IStoredForm
{
    /// <summary>The resource whose form is the stored one, as its qualified plural.</summary>
    string Resource { get; }

    JsonObject ToStored(JsonObject obj);

    JsonObject FromStored(JsonObject stored);
}
