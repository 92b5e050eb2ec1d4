namespace Slipway.Sandbox.ApiServer;

/// <summary>How a sandbox's API server is started.</summary>
public sealed record SandboxServerOptions
{
    /// <summary>The address to listen on.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>The port; 0 chooses a free one.</summary>
    public int Port { get; init; }

    /// <summary>Where the state is kept between starts; null keeps it in memory only.</summary>
    public string? DataFolder { get; init; }

    /// <summary>The bearer token that clients must send; null makes a random one.</summary>
    public string? Token { get; init; }

    /// <summary>How many changes are kept for watches that begin in the past and for slow watchers; whoever is further behind gets 410.</summary>
    public int RetainedChanges { get; init; } = 10_000;

    /// <summary>The clock; tests set their own.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
