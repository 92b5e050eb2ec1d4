namespace Slipway.Sandbox.ApiServer.Writing;

/// <summary>How a write is to be done, and the warnings that it gathers for the answer.</summary>
internal sealed record WriteOptions
{
    public string FieldManager { get; init; } = "unknown";

    public bool DryRun { get; init; }

    /// <summary>Ignore, Warn or Strict.</summary>
    public string FieldValidation { get; init; } = "Warn";

    /// <summary>Apply only: take fields that others own.</summary>
    public bool Force { get; init; }

    /// <summary>Whom the client speaks for (<c>kubectl --as</c>); null for itself. Everybody may do everything, so only webhooks see a difference.</summary>
    public string? User { get; init; }

    public List<string> Warnings { get; } = [];
}
