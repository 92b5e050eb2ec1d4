using System.ComponentModel.DataAnnotations;

namespace Slipway.Contracts.Features;

/// <summary>Columns of another dataset, as they were known at the event time of each row: the newest row of the same entity that is not later and not too old.</summary>
public sealed record FeatureJoin
{
    /// <summary>Name of the Dataset, or <c>namespace/name</c> where that namespace grants it. Its key has to be the entity and its event time, so that there is one row for each entity and moment.</summary>
    [StringLength(317, MinimumLength = 1)]
    public required string Dataset { get; init; }

    /// <summary>The entity: columns that both datasets have.</summary>
    [MinLength(1)]
    public required IReadOnlyList<JoinKey> Keys { get; init; }

    /// <summary>Age, by event time, beyond which a row is no longer used; its columns are missing then. Both ends count as inside. Default: any age.</summary>
    public Duration? Ttl { get; init; }

    /// <summary>
    /// Column of the joined dataset that says when a row became known, if later than its event time: a row counts from then on, and a correction replaces the
    /// row of the same moment from then on. Part of that dataset's key. Default: known at once.
    /// </summary>
    public string? KnownAt { get; init; }

    /// <summary>Aggregates of the entity's events in a window of time, instead of the newest row. Exclusive with ttl, knownAt and columns; the other dataset's key is any.</summary>
    public JoinWindow? Window { get; init; }

    /// <summary>Columns to take. Default: all but the entity, the times and the label.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Text before the name of each column, such as <c>user_</c>.</summary>
    [RegularExpression("^[A-Za-z_][A-Za-z0-9_]*$"), StringLength(40)]
    public string? Prefix { get; init; }
}

/// <summary>A column by which rows of two datasets belong to the same entity.</summary>
public sealed record JoinKey
{
    /// <summary>Column of the FeatureSet's dataset.</summary>
    public required string Column { get; init; }

    /// <summary>Column of the joined dataset. Default: the same name.</summary>
    public string? References { get; init; }
}
