using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Resources;

namespace Slipway.Sandbox.ApiServer.Admission;

/// <summary>A write that webhooks may refuse: valid in itself and not yet stored.</summary>
internal sealed record AdmissionAttempt
{
    public required ResourceInfo Resource { get; init; }

    /// <summary>CREATE, UPDATE or DELETE.</summary>
    public required string Operation { get; init; }

    public string Subresource { get; init; } = "";

    public required string Name { get; init; }

    public required string Namespace { get; init; }

    /// <summary>What would be stored; null for a deletion.</summary>
    public JsonObject? Object { get; init; }

    /// <summary>What is stored; null for a creation.</summary>
    public JsonObject? OldObject { get; init; }

    public bool DryRun { get; init; }

    /// <summary>Whom the client speaks for; null for the one user that there is.</summary>
    public string? User { get; init; }
}
