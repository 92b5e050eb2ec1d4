namespace Slipway.Server.Router.Routes;

/// <summary>What became of a table that was offered.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Reason">Why it was refused; empty when it was not.</param>
internal sealed record RouteChange(RouteOutcome Outcome, string Reason);

/// <summary>Outcomes of an offered table.</summary>
internal enum RouteOutcome
{
    Applied,
    Unchanged,
    Stale,
    Invalid,
}
