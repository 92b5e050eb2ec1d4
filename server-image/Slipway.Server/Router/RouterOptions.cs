using System.Net;
using Slipway.Server.Hosting;

namespace Slipway.Server.Router;

/// <summary>Where a router listens and how long it waits.</summary>
internal sealed record RouterOptions
{
    /// <summary>File with the route table; read at start and again whenever it changes.</summary>
    public required string ConfigFile { get; init; }

    public IPAddress Address { get; init; } = IPAddress.Any;

    /// <summary>Port for requests to the model.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>Port for routes, probes and metrics.</summary>
    public int AdminPort { get; init; } = 8081;

    /// <summary>How long a revision may take to begin its answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often the file is looked at.</summary>
    public TimeSpan ConfigInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a stopping router goes on answering after it has said that it is not ready.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(5);

    public static RouterOptions Read(Settings settings)
    {
        var options = new RouterOptions
        {
            ConfigFile = settings.Required("config"),
            Address = settings.Address("address"),
            Port = settings.Number("port", 8080, 0, 65535),
            AdminPort = settings.Number("admin-port", 8081, 0, 65535),
            Timeout = settings.Span("timeout", TimeSpan.FromSeconds(30)),
            ConnectTimeout = settings.Span("connect-timeout", TimeSpan.FromSeconds(2)),
            ConfigInterval = settings.Span("config-interval", TimeSpan.FromSeconds(2)),
            Drain = settings.Span("drain", TimeSpan.FromSeconds(5)),
        };
        settings.RefuseUnknown();
        return options;
    }
}
