using System.Text.Json.Nodes;

namespace Slipway.Sandbox.ApiServer.Writing;

/// <summary>The object that answers a write; without kind and apiVersion.</summary>
internal sealed record WriteResult(JsonObject Object, bool Created);
