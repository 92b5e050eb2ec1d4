namespace Slipway.Api;

/// <summary>A Secret of the same namespace whose keys become environment variables of the step, such as <c>AWS_ACCESS_KEY_ID</c>.</summary>
public sealed record SecretReference
{
    /// <summary>Name of the Secret.</summary>
    public required string Name { get; init; }
}
