namespace Slipway.Server.Router;

/// <summary>Whether the router is on its way out.</summary>
internal sealed class RouterState
{
    private volatile bool draining;

    public bool Draining => draining;

    public void Drain() => draining = true;
}
