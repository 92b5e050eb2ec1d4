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

    public List<string> Warnings { get; } = [];
}
