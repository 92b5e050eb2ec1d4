namespace Slipway.Kubernetes.Client;

/// <summary>What part of a collection to read, and how fresh it must be.</summary>
public sealed record ListOptions
{
    /// <summary>Everything, as fresh as can be.</summary>
    public static ListOptions All { get; } = new();

    /// <summary>Label selector: <c>app=shop,tier in (a,b)</c>.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>Field selector: <c>metadata.name=x</c>.</summary>
    public string? FieldSelector { get; init; }

    /// <summary>Objects per page; not set: no pages.</summary>
    public int? Limit { get; init; }

    /// <summary>Where the last page ended.</summary>
    public string? Continue { get; init; }

    /// <summary>Not set: most recent; <c>0</c>: any, from the server's cache; else at least as new (see <see cref="ResourceVersionMatch"/>).</summary>
    public string? ResourceVersion { get; init; }

    /// <summary><c>NotOlderThan</c> or <c>Exact</c>.</summary>
    public string? ResourceVersionMatch { get; init; }
}
