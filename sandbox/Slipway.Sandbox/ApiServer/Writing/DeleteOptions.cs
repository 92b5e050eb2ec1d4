using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;

namespace Slipway.Sandbox.ApiServer.Writing;

/// <summary>What a client may say about a deletion.</summary>
internal sealed record DeleteOptions
{
    /// <summary>Background, Foreground, Orphan; null: what the kind does by default.</summary>
    public string? PropagationPolicy { get; init; }

    public long? GracePeriodSeconds { get; init; }

    public string? PreconditionUid { get; init; }

    public string? PreconditionResourceVersion { get; init; }

    public bool DryRun { get; init; }

    public static DeleteOptions Parse(JsonObject? body, Func<string, string?> query) => new()
    {
        PropagationPolicy = body.TextAt("propagationPolicy") ?? query("propagationPolicy") ?? (body.FlagAt("orphanDependents") || query("orphanDependents") == "true" ? "Orphan" : null),
        GracePeriodSeconds = body.IntegerAt("gracePeriodSeconds") ?? (long.TryParse(query("gracePeriodSeconds"), out var seconds) ? seconds : null),
        PreconditionUid = body.TextAt("preconditions", "uid"),
        PreconditionResourceVersion = body.TextAt("preconditions", "resourceVersion"),
        DryRun = body.ArrayAt("dryRun") is { Count: > 0 } || query("dryRun") == "All",
    };
}
