using Slipway.Contracts.Data;

namespace Slipway.Features.Tests;

/// <summary>Columns of every type.</summary>
internal static class Shop
{
    public static readonly Column[] Columns =
    [
        new() { Name = "price", Type = ColumnType.Float64 },
        new() { Name = "discount", Type = ColumnType.Float64 },
        new() { Name = "quantity", Type = ColumnType.Int64 },
        new() { Name = "returning", Type = ColumnType.Boolean },
        new() { Name = "country", Type = ColumnType.String },
        new() { Name = "search", Type = ColumnType.String },
        new() { Name = "clicked_at", Type = ColumnType.Timestamp },
        new() { Name = "birthday", Type = ColumnType.Date },
    ];
}
