using Slipway.Contracts.Data;

namespace Slipway.Contracts.Models;

/// <summary>Inputs of a model that the server looks up by entity when a request does not carry them.</summary>
public sealed record ModelLookup
{
    /// <summary>Dataset whose newest version is looked in.</summary>
    public required string Dataset { get; init; }

    /// <summary>Columns that a request has to carry, in the order of the key.</summary>
    public required IReadOnlyList<LookupKey> Entity { get; init; }

    /// <summary>Inputs that are filled.</summary>
    public required IReadOnlyList<LookupInput> Inputs { get; init; }

    /// <summary>Age beyond which values count as missing, as in training.</summary>
    public Duration? Ttl { get; init; }
}

/// <summary>A part of an entity.</summary>
public sealed record LookupKey
{
    /// <summary>Input of the request that carries it.</summary>
    public required string Input { get; init; }

    /// <summary>Column of the dataset.</summary>
    public required string Column { get; init; }

    /// <summary>Type of the column.</summary>
    public ColumnType Type { get; init; }
}

/// <summary>An input that is looked up.</summary>
public sealed record LookupInput
{
    /// <summary>Input of the model.</summary>
    public required string Input { get; init; }

    /// <summary>Column of the dataset.</summary>
    public required string Column { get; init; }
}
