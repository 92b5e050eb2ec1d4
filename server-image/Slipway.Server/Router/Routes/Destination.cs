using Slipway.Contracts.Serving;

namespace Slipway.Server.Router.Routes;

/// <summary>One backend of a route with the series that its requests are counted in.</summary>
internal sealed class Destination(Backend backend, DestinationMetrics metrics)
{
    public string Revision => backend.Revision;

    public string ModelVersion => backend.ModelVersion;

    public Uri BaseUri { get; } = new(backend.Url);

    public DestinationMetrics Metrics { get; } = metrics;
}
