using System.ComponentModel.DataAnnotations;

namespace Slipway.Contracts.Data;

/// <summary>Makes the newest values of each entity available to servers, as a file of each version that they map into memory.</summary>
public sealed record LookupPolicy
{
    /// <summary>Columns that make an entity, such as the user: the key without the times.</summary>
    [MinLength(1)]
    public required IReadOnlyList<string> Entity { get; init; }

    /// <summary>Columns that can be looked up. Default: all but the entity, the event time and the label.</summary>
    public IReadOnlyList<string>? Columns { get; init; }
}

/// <summary>The lookup file of a dataset version.</summary>
public sealed record LookupArtifact
{
    /// <summary>URI of the file.</summary>
    public required string Uri { get; init; }

    /// <summary>Checksum of the file's bytes, <c>sha256:...</c>.</summary>
    public required string Digest { get; init; }

    /// <summary>Size in bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>Number of entities.</summary>
    public long Entities { get; init; }

    /// <summary>Newest event time in it: what happened later is not known to servers.</summary>
    public DateTimeOffset? AsOf { get; init; }
}
