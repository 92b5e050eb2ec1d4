using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Errors;

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

    private static readonly string[] Policies = ["Foreground", "Background", "Orphan"];

    public static DeleteOptions Parse(JsonObject? body, Func<string, string?> query)
    {
        var policy = body.TextAt("propagationPolicy") ?? query("propagationPolicy");
        if (policy is { Length: > 0 } && !Policies.Contains(policy))
        {
            throw Refused(FieldError.NotSupported("propagationPolicy", policy, [.. Policies, "nil"]));
        }

        if (policy is not null && (body?["orphanDependents"] is not null || query("orphanDependents") is not null))
        {
            throw Refused(FieldError.Invalid("propagationPolicy", JsonValue.Create(policy), "orphanDependents and deletionPropagation cannot be both set"));
        }

        return Read(body, query);
    }

    private static ApiException Refused(FieldError error) => ApiErrors.Invalid("DeleteOptions.meta.k8s.io", "meta.k8s.io", "DeleteOptions", "", [error]);

    private static DeleteOptions Read(JsonObject? body, Func<string, string?> query) => new()
    {
        PropagationPolicy = body.TextAt("propagationPolicy") ?? query("propagationPolicy") ?? (body.FlagAt("orphanDependents") || query("orphanDependents") == "true" ? "Orphan" : null),
        GracePeriodSeconds = body.IntegerAt("gracePeriodSeconds") ?? (long.TryParse(query("gracePeriodSeconds"), out var seconds) ? seconds : null),
        PreconditionUid = body.TextAt("preconditions", "uid"),
        PreconditionResourceVersion = body.TextAt("preconditions", "resourceVersion"),
        DryRun = body.ArrayAt("dryRun") is { Count: > 0 } || query("dryRun") == "All",
    };
}
