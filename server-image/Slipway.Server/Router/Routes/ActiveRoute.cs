using Slipway.Contracts.Serving;

namespace Slipway.Server.Router.Routes;

/// <summary>A route table made ready for choosing; never changes.</summary>
internal sealed class ActiveRoute
{
    private readonly Destination[] destinations;
    private readonly long[] cumulative;

    public ActiveRoute(RouteTable table, RouterMetrics metrics)
    {
        Table = table;
        destinations = [.. table.Backends.Select(backend => new Destination(backend, metrics.Start(table, backend)))];
        cumulative = new long[destinations.Length];
        for (var i = 0; i < cumulative.Length; i++) cumulative[i] = (i == 0 ? 0 : cumulative[i - 1]) + table.Backends[i].Weight;
    }

    public RouteTable Table { get; }

    private long TotalWeight => cumulative.Length == 0 ? 0 : cumulative[^1];

    /// <summary>
    /// Draws a destination, each with its share of the weights; null when none has any. Drawn anew for every request: the comparison of
    /// revisions is only fair when nothing about a request decides where it goes.
    /// </summary>
    public Destination? Choose(Random random)
    {
        if (TotalWeight == 0) return null;
        var draw = random.NextInt64(TotalWeight);
        for (var i = 0; i < destinations.Length; i++)
            if (draw < cumulative[i]) return destinations[i];
        return null;
    }

    /// <summary>The destination that stands first, the stable revision, whatever its weight.</summary>
    public Destination? First => destinations.FirstOrDefault();

    /// <summary>A destination of a revision by name, whatever its weight.</summary>
    public Destination? Find(string revision) => destinations.FirstOrDefault(destination => destination.Revision == revision);

    /// <summary>Where else the same revision answers; the same place when it has only one, because a Service may then pick another pod.</summary>
    public Destination Alternative(Destination failed) =>
        destinations.FirstOrDefault(other => other != failed && other.Revision == failed.Revision) ?? failed;
}
