namespace Slipway.Kubernetes.Client;

/// <summary>How to write.</summary>
public sealed record WriteOptions
{
    /// <summary>Name under which the fields are owned. Default: the client's.</summary>
    public string? FieldManager { get; init; }

    /// <summary>True if nothing is to be stored.</summary>
    public bool DryRun { get; init; }

    /// <summary>Apply only: false to be refused (409) where others own a field. Default true.</summary>
    public bool Force { get; init; } = true;

    /// <summary>Part of the object: <c>status</c>, <c>scale</c>.</summary>
    public string? Subresource { get; init; }

    /// <summary>What the server does with unknown fields: <c>Ignore</c>, <c>Warn</c> or <c>Strict</c>. Default: the server's.</summary>
    public string? FieldValidation { get; init; }

    /// <summary>Writes the status.</summary>
    public static WriteOptions Status { get; } = new() { Subresource = "status" };
}
