using Slipway.Contracts.Serving;

namespace Slipway.Server.Router.Routes;

/// <summary>The route in force. A request takes it once and keeps it, so that a change never touches a request that is under way.</summary>
internal sealed class RouteStore(RouterMetrics metrics)
{
    private readonly Lock gate = new();
    private volatile ActiveRoute? current;

    public ActiveRoute? Current => current;

    /// <summary>Puts a table in force, if it is sound, of this Rollout, and newer than the one in force.</summary>
    public RouteChange Offer(RouteTable table)
    {
        if (RouteRules.FirstFault(table) is { } fault) return new(RouteOutcome.Invalid, fault);
        lock (gate)
        {
            if (current?.Table is { } now)
            {
                if (now.Namespace != table.Namespace || now.Rollout != table.Rollout)
                    return new(RouteOutcome.Invalid, $"this router belongs to Rollout {now.Namespace}/{now.Rollout}, the table is of {table.Namespace}/{table.Rollout}");
                if (table.Generation < now.Generation)
                    return new(RouteOutcome.Stale, $"generation {now.Generation} is in force, the table has the older generation {table.Generation}");
                if (table.Generation == now.Generation)
                    return RouteRules.Same(now, table)
                        ? new(RouteOutcome.Unchanged, "")
                        : new(RouteOutcome.Stale, $"generation {now.Generation} is in force with other backends; a changed table needs a higher generation");
            }

            var before = current?.Table;
            current = new ActiveRoute(table, metrics);
            metrics.RouteChanged(before, table);
            return new(RouteOutcome.Applied, "");
        }
    }
}
