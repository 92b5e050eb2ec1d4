namespace Slipway.Operator.Hosting;

/// <summary>What the operator is started with.</summary>
internal sealed record OperatorOptions
{
    /// <summary>Namespaces to look after; none: all.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    /// <summary>Defaults for objects.</summary>
    public required OperatorSettings Settings { get; init; }

    /// <summary>Passes that each controller runs at once, each for another object.</summary>
    public int Workers { get; init; } = 4;

    /// <summary>Whether a lease decides which of several replicas works.</summary>
    public bool LeaderElection { get; init; }

    /// <summary>Namespace of the lease.</summary>
    public string LeaseNamespace { get; init; } = "slipway-system";
}
