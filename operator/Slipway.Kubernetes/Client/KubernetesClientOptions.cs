namespace Slipway.Kubernetes.Client;

/// <summary>Settings of a <see cref="KubernetesClient"/>.</summary>
public sealed record KubernetesClientOptions
{
    /// <summary>Name under which applied fields are owned. Default <c>slipway</c>.</summary>
    public string FieldManager { get; init; } = "slipway";

    /// <summary>Time for one request, a watch only until its answer begins. Default 60 s (the server gives a list that long as well).</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often a request is repeated that the server asked to repeat. Default 5.</summary>
    public int MaxRetries { get; init; } = 5;

    /// <summary>Longest wait that is obeyed; a longer Retry-After is given to the caller as an error at once. Default 30 s.</summary>
    public TimeSpan MaxRetryAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The clock. Default: the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
