namespace Slipway.Kubernetes.LeaderElection;

/// <summary>Another candidate may lead from now on. The process must end at once: whatever it still did, two would be doing.</summary>
public sealed class LeadershipLostException : Exception
{
    /// <summary>Says which lease was lost, and how.</summary>
    public LeadershipLostException(string message) : base(message)
    {
    }
}
