namespace Slipway.Sandbox.Node.Probes;

/// <summary>Hears what probes find out about a container.</summary>
internal interface IProbeObserver
{
    /// <summary>The container has started.</summary>
    void Started();

    /// <summary>The container may, or may not, get requests.</summary>
    void Ready(bool ready);

    /// <summary>One try failed.</summary>
    void Unhealthy(string message);

    /// <summary>The container must be ended and started again.</summary>
    /// <param name="probe">The probe that says so: <c>startup</c> or <c>liveness</c>.</param>
    void MustRestart(string probe);
}
