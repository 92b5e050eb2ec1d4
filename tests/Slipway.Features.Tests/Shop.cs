using Slipway.Contracts.Data;
using Slipway.Contracts.Features;

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

    /// <summary>Rates with gaps: keys that begin at different moments, and a moment before which there is none.</summary>
    public static readonly RateTable[] Tables =
    [
        new()
        {
            Name = "EUR",
            Rates =
            [
                Rate("DE", 1900, 1), Rate("AT", 1950, 0.5), Rate("AT", 1990, 0.25), Rate("Ä", 1850, -2), Rate("AT", 2020, 1e300), Rate("wool", 1990, 0), Rate("merino wool", 2010, 3.5),
            ],
        },
    ];

    private static Rate Rate(string key, int year, double value) => new() { Key = key, From = new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero), Value = value };
}
