namespace Slipway.Contracts.Serving;

/// <summary>How the router of a Rollout divides requests. Mounted as a file at start, then pushed by the operator.</summary>
public sealed record RouteTable
{
    /// <summary>Namespace of the Rollout.</summary>
    public required string Namespace { get; init; }

    /// <summary>Name of the Rollout.</summary>
    public required string Rollout { get; init; }

    /// <summary>Name of the model as requests call it.</summary>
    public required string Model { get; init; }

    /// <summary>Grows with every change; a router refuses a table older than its own.</summary>
    public long Generation { get; init; }

    /// <summary>Where requests may go; the stable revision stands first, and takes the events.</summary>
    public required IReadOnlyList<Backend> Backends { get; init; }
}

/// <summary>One revision of the predictor behind a router.</summary>
public sealed record Backend
{
    /// <summary>Name of the revision; label of its metrics.</summary>
    public required string Revision { get; init; }

    /// <summary>Model version that the revision serves.</summary>
    public required string ModelVersion { get; init; }

    /// <summary>Base URL of the revision's Service.</summary>
    public required string Url { get; init; }

    /// <summary>Share of the requests, relative to the sum of all weights; 0 gets none.</summary>
    public int Weight { get; init; }
}
