namespace Slipway.Kubernetes.Client;

/// <summary>A page of a collection.</summary>
/// <typeparam name="T">Type of the objects.</typeparam>
/// <param name="Items">The objects.</param>
/// <param name="ResourceVersion">Version of the collection, from which a watch can go on.</param>
/// <param name="Continue">Where the next page begins; null on the last one.</param>
/// <param name="RemainingItemCount">How many objects follow, if the server says.</param>
public sealed record ResourceList<T>(IReadOnlyList<T> Items, string ResourceVersion, string? Continue, long? RemainingItemCount);
