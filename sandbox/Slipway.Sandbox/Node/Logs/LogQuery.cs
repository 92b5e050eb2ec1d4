namespace Slipway.Sandbox.Node.Logs;

/// <summary>What part of a log is wanted.</summary>
internal sealed record LogQuery
{
    /// <summary>Goes on with new lines until the container has ended.</summary>
    public bool Follow { get; init; }

    /// <summary>Only lines at or after this time.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Only so many lines from the end.</summary>
    public long? Tail { get; init; }

    /// <summary>Only so many bytes.</summary>
    public long? LimitBytes { get; init; }

    /// <summary>Puts its time before each line.</summary>
    public bool Timestamps { get; init; }
}
