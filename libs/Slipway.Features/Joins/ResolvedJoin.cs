using Slipway.Contracts.Data;
using Slipway.Contracts.Features;

namespace Slipway.Features.Joins;

/// <summary>A join that fits both datasets.</summary>
/// <param name="Definition">As it was written.</param>
/// <param name="Source">The joined dataset.</param>
/// <param name="Columns">Columns that it adds.</param>
public sealed record ResolvedJoin(FeatureJoin Definition, JoinSource Source, IReadOnlyList<JoinedColumn> Columns)
{
    /// <summary>The joined dataset's columns that make the entity, in the order of the definition.</summary>
    public IReadOnlyList<string> Entity => [.. Definition.Keys.Select(key => key.References ?? key.Column)];
}

/// <summary>A column that a join adds.</summary>
/// <param name="Name">Name in the joined dataset; of an aggregate, its own.</param>
/// <param name="Column">As features see it; it may always be missing.</param>
public sealed record JoinedColumn(string Name, Column Column)
{
    /// <summary>What is computed of a window's events; absent where the column is one of a row.</summary>
    public WindowAggregate? Aggregate { get; init; }
}
