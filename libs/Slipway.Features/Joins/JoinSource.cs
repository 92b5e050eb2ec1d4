using Slipway.Contracts.Data;

namespace Slipway.Features.Joins;

/// <summary>What a join has to know of a dataset.</summary>
/// <param name="Name">Name of the dataset.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="EventTime">Its event time.</param>
/// <param name="Key">Its key.</param>
/// <param name="Label">Its label.</param>
public sealed record JoinSource(string Name, IReadOnlyList<Column> Columns, string? EventTime, IReadOnlyList<string>? Key, string? Label)
{
    internal Column? Find(string column) => Columns.FirstOrDefault(each => each.Name == column);
}
