using System.Text.Json.Nodes;

namespace Slipway.Sandbox.ApiServer.Writing;

/// <summary>What a deletion answers: the object, when it stays for a while (or its kind always answers so), else null and its uid.</summary>
internal sealed record DeleteResult(JsonObject? Object, string Uid);
