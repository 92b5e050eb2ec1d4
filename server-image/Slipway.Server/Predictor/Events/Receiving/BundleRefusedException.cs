using Slipway.Server.Predictor.Events.Schema;

namespace Slipway.Server.Predictor.Events.Receiving;

/// <summary>A bundle of which nothing is kept; the message says why and what to do.</summary>
internal sealed class BundleRefusedException(int status, string message, int events = 0, EventFaults? faults = null) : Exception(message)
{
    public int Status { get; } = status;

    /// <summary>Events of the bundle, as far as that is known.</summary>
    public int Events { get; } = events;

    /// <summary>What is wrong with single events.</summary>
    public EventFaults? Faults { get; } = faults;

    /// <summary>Whether the same request can succeed later.</summary>
    public bool IsTemporary => Status == 503;
}
