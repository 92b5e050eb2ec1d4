using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Controllers;

/// <summary>Brings one object closer to what is wanted of it.</summary>
public interface IReconciler
{
    /// <summary>One pass over one object.</summary>
    /// <remarks>
    /// <para>It gets a key and no event: what is to be done follows from what is, so a pass that was missed, doubled or killed half way does no harm.</para>
    /// <para>An exception is a failure and is tried again for ever, ever more slowly; a <see cref="TerminalException"/> is not.</para>
    /// </remarks>
    Task<ReconcileResult> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken);
}
