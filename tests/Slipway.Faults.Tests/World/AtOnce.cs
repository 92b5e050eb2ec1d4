using Slipway.Kubernetes.Client;

namespace Slipway.Faults.Tests.World;

/// <summary>What all that play a part of the cluster do alike.</summary>
internal static class AtOnce
{
    /// <summary>Does a write; what was deleted or changed a moment ago, or can no longer be changed, needs none.</summary>
    public static void Do(Task write)
    {
        if (!write.IsCompleted) throw new InvalidOperationException("the server did not answer within the call");
        try
        {
            write.GetAwaiter().GetResult();
        }
        catch (KubernetesException outdated) when (outdated.IsNotFound || outdated.IsConflict || outdated.IsAlreadyExists || outdated.IsInvalid)
        {
            return;
        }
    }
}
