namespace Slipway.Kubernetes.Client;

/// <summary>What to watch and from where.</summary>
public sealed record WatchOptions
{
    /// <summary>Label selector.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>Field selector.</summary>
    public string? FieldSelector { get; init; }

    /// <summary>Version after which changes are wanted.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>Time after which the server ends the stream; whole seconds.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>True to begin with all objects as ADDED, ended by a bookmark (<see cref="WatchEvent{T}.InitialEventsEnd"/>).</summary>
    public bool SendInitialEvents { get; init; }
}
