namespace Slipway.Sandbox.Node.Probes;

/// <summary>Outcome of one try of a probe.</summary>
/// <param name="Succeeded">True if the container answered as it should.</param>
/// <param name="Message">What it answered, for the event.</param>
internal readonly record struct ProbeResult(bool Succeeded, string Message)
{
    public static ProbeResult Success { get; } = new(true, "");
}
