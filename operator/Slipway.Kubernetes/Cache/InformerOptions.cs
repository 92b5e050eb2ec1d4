using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Cache;

/// <summary>What an informer keeps and how.</summary>
/// <typeparam name="T">Type of the objects.</typeparam>
public sealed record InformerOptions<T> where T : class, IKubernetesObject
{
    /// <summary>Namespace; null for all.</summary>
    public string? Namespace { get; init; }

    /// <summary>Label selector.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>Field selector.</summary>
    public string? FieldSelector { get; init; }

    /// <summary>Drops what nobody reads before an object is kept.</summary>
    public Func<T, T>? Transform { get; init; }

    /// <summary>Indexes by name: the values under which an object is filed.</summary>
    public IReadOnlyDictionary<string, Func<T, IEnumerable<string>>> Indexes { get; init; } = new Dictionary<string, Func<T, IEnumerable<string>>>();

    /// <summary>
    /// Whether the server may not know the kind, as an older Kubernetes does not know <c>policy/v1</c>: the collection then counts as empty,
    /// and tries go on in case it is installed. Default false: without the kind nothing is synchronised.
    /// </summary>
    public bool IsOptional { get; init; }

    /// <summary>
    /// Whether reading may be forbidden: the collection then counts as empty, and tries go on in case it is allowed. Default false: without the right
    /// nothing is synchronised.
    /// </summary>
    public bool MayBeForbidden { get; init; }

    /// <summary>
    /// Whether the state is read from the beginning of a watch, so that neither side ever holds all of it at once. A server that does not do that is
    /// asked once and listed from then on. Default true.
    /// </summary>
    public bool StreamInitialState { get; init; } = true;

    /// <summary>Objects per page of a list. Default 500.</summary>
    public int PageSize { get; init; } = 500;

    /// <summary>Shortest time after which the server ends a watch; the longest is twice that. Default 5 min.</summary>
    public TimeSpan MinWatchTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Time without any event or bookmark after which the stream is held to be dead. Default 5 min.</summary>
    public TimeSpan SilenceLimit { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often every object is told of again. Default 10 h, ±10 %.</summary>
    public TimeSpan ResyncPeriod { get; init; } = TimeSpan.FromHours(10);

    /// <summary>The clock. Default: the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Source of jitter.</summary>
    public Random Random { get; init; } = Random.Shared;

    internal T Keep(T resource) => Transform is { } transform ? transform(resource) : resource;
}
