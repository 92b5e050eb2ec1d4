namespace Slipway.Contracts.Serving;

/// <summary>The lookup files and event logs that a predictor uses now; mounted as a file and read again when it changes.</summary>
public sealed record LookupTable
{
    /// <summary>One file for each dataset.</summary>
    public required IReadOnlyList<LookupTarget> Lookups { get; init; }

    /// <summary>One log for each dataset whose events go into windows.</summary>
    public IReadOnlyList<EventLog>? EventLogs { get; init; }
}

/// <summary>The lookup file of a dataset's current version.</summary>
/// <param name="Dataset">Name of the Dataset.</param>
/// <param name="Uri">Where the file is.</param>
/// <param name="Digest">Digest that it must have.</param>
public sealed record LookupTarget(string Dataset, string Uri, string Digest);
