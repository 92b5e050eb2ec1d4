namespace Slipway.Demo;

/// <summary>How the demo runs.</summary>
internal sealed record DemoOptions
{
    /// <summary>Rows of the click log.</summary>
    public int Rows { get; init; } = 240_000;

    /// <summary>Day partitions of the click log.</summary>
    public int Days { get; init; } = 30;

    /// <summary>Seed of the shop.</summary>
    public int Seed { get; init; } = 2026;

    /// <summary>Requests of the visitors.</summary>
    public int RequestsPerSecond { get; init; } = 150;

    /// <summary>Longest time for the whole story.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(8);

    /// <summary>Whether everything goes on running afterwards.</summary>
    public bool Keep { get; init; }
}
