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
/// <param name="Input">Input of the request that carries it.</param>
/// <param name="Column">Column of the dataset.</param>
/// <param name="Type">Its type.</param>
public sealed record LookupKey(string Input, string Column, ColumnType Type);

/// <summary>An input that is looked up.</summary>
/// <param name="Input">Input of the model.</param>
/// <param name="Column">Column of the dataset.</param>
public sealed record LookupInput(string Input, string Column);
