namespace Slipway.Kubernetes.Resources;

/// <summary>The error document of the API (<c>kind: Status</c>); also the answer to some deletions.</summary>
public sealed record ApiStatus
{
    /// <summary>Always <c>v1</c>.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Always <c>Status</c>.</summary>
    public string? Kind { get; init; }

    /// <summary><c>Success</c> or <c>Failure</c>.</summary>
    public string? Status { get; init; }

    /// <summary>A sentence for people.</summary>
    public string? Message { get; init; }

    /// <summary>One word for programs; see <see cref="StatusReasons"/>.</summary>
    public string? Reason { get; init; }

    /// <summary>What was wrong with what.</summary>
    public ApiStatusDetails? Details { get; init; }

    /// <summary>The HTTP status code that belongs to it.</summary>
    public int? Code { get; init; }
}

/// <summary>Details of an <see cref="ApiStatus"/>.</summary>
public sealed record ApiStatusDetails
{
    /// <summary>Name of the object.</summary>
    public string? Name { get; init; }

    /// <summary>API group of the object.</summary>
    public string? Group { get; init; }

    /// <summary>Kind of the object (at times the plural name).</summary>
    public string? Kind { get; init; }

    /// <summary>UID of the object.</summary>
    public string? Uid { get; init; }

    /// <summary>The single faults, one per field.</summary>
    public IReadOnlyList<ApiStatusCause>? Causes { get; init; }

    /// <summary>Seconds after which it may be tried again.</summary>
    public int? RetryAfterSeconds { get; init; }
}

/// <summary>One cause of an <see cref="ApiStatus"/>.</summary>
public sealed record ApiStatusCause
{
    /// <summary>One word for programs: <c>FieldValueInvalid</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>A sentence for people.</summary>
    public string? Message { get; init; }

    /// <summary>Path of the field: <c>spec.ports[0].port</c>.</summary>
    public string? Field { get; init; }
}
