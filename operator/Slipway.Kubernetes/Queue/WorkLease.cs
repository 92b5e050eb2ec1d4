namespace Slipway.Kubernetes.Queue;

/// <summary>A key that a worker has taken.</summary>
/// <typeparam name="TKey">Type of the keys.</typeparam>
/// <param name="Key">The key.</param>
/// <param name="Priority">The priority that it was taken with, for adding it again.</param>
public sealed record WorkLease<TKey>(TKey Key, int Priority);
