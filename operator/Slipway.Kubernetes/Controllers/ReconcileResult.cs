namespace Slipway.Kubernetes.Controllers;

/// <summary>What is to become of a key after a pass that did not fail.</summary>
public readonly record struct ReconcileResult
{
    private ReconcileResult(TimeSpan? after, bool again) => (After, Again) = (after, again);

    /// <summary>Nothing until something changes.</summary>
    public static ReconcileResult Done => default;

    /// <summary>Once more after the key's back-off, as after a failure but without an error.</summary>
    public static ReconcileResult Requeue => new(null, true);

    /// <summary>Once more after this time (at once if it is zero or less), or when something changes, if that is earlier.</summary>
    public static ReconcileResult RequeueAfter(TimeSpan delay) => new(delay, false);

    /// <summary>Time to wait, if one was given.</summary>
    public TimeSpan? After { get; }

    /// <summary>True for <see cref="Requeue"/>.</summary>
    public bool Again { get; }
}
