using Slipway.Api.Rollouts;
using Slipway.Contracts.Serving;

namespace Slipway.Operator.Rollouts.Routing;

/// <summary>The route table that a committed status asks for.</summary>
internal static class RouteTables
{
    /// <summary>The table; null while nothing serves or an address is missing.</summary>
    /// <param name="rollout">The Rollout as it was read, with the status that was committed.</param>
    /// <param name="addressOf">Base URL of a revision's Service; null while it has no address.</param>
    public static RouteTable? Of(Rollout rollout, Func<string, string?> addressOf)
    {
        if (rollout.Status is not { Stable: { } stable } status) return null;
        var backends = new List<Backend>();
        foreach (var revision in new[] { stable, status.Candidate }.OfType<RevisionStatus>())
        {
            // A candidate that gets no traffic yet is left out, so that the table depends on nothing but committed weights.
            if (revision == status.Candidate && status.StepIndex is null) continue;
            if (addressOf(revision.Name) is not { } url) return null;
            backends.Add(new Backend { Revision = revision.Name, ModelVersion = revision.Version, Url = url, Weight = revision.Weight });
        }

        return new RouteTable
        {
            Namespace = rollout.Metadata.Namespace!,
            Rollout = rollout.Metadata.Name!,
            Model = rollout.Spec.Model.Name,
            Generation = status.RouteGeneration,
            Backends = backends,
        };
    }

    /// <summary>Whether two tables route alike.</summary>
    public static bool Same(RouteTable left, RouteTable right) => left.Model == right.Model && left.Backends.SequenceEqual(right.Backends);
}
