using System.Text.Json.Serialization;
using Slipway.Contracts.Data;

namespace Slipway.Lookups;

/// <summary>What a lookup file holds.</summary>
public sealed record LookupDescription
{
    /// <summary>Name of the Dataset that it was made from.</summary>
    public required string Dataset { get; init; }

    /// <summary>Digest of the dataset version.</summary>
    public required string DatasetDigest { get; init; }

    /// <summary>Columns that make an entity, in the order of the key.</summary>
    public required IReadOnlyList<Column> Entity { get; init; }

    /// <summary>Columns that can be looked up.</summary>
    public required IReadOnlyList<Column> Columns { get; init; }

    /// <summary>Newest event time of all entities: what happened later is not in the file.</summary>
    public DateTimeOffset? AsOf { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LookupDescription))]
internal sealed partial class LookupJson : JsonSerializerContext;
