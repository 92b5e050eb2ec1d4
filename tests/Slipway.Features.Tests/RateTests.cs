using Slipway.Contracts.Features;

namespace Slipway.Features.Tests;

/// <summary>Currency conversion at a point in time, with the rates stored.</summary>
[Trait("Capability", "F3")]
public sealed class RateTests
{
    private const int Days = 1100;

    private static readonly RateTable[] Euro =
    [
        new() { Name = "EUR", Rates = [Rate("USD", 2024, 0.9), Rate("USD", 2025, 0.8), Rate("GBP", 2025, 1.2), Rate("EUR", 2000, 1)] },
    ];

    [Fact]
    public void A_price_is_converted_by_the_rate_of_its_day()
    {
        (string? Currency, DateTime? Time, float Expected)[] cases =
        [
            ("USD", new(2024, 6, 1), 90), ("USD", new(2025, 1, 1), 80), ("USD", new DateTime(2025, 1, 1).AddMicroseconds(-1), 90), ("GBP", new(2030, 1, 1), 120), ("EUR", new(2024, 1, 1), 100),
            ("USD", new(2023, 12, 31), float.NaN), ("GBP", new(2024, 6, 1), float.NaN), ("CHF", new(2025, 6, 1), float.NaN), (null, new(2025, 6, 1), float.NaN), ("USD", null, float.NaN),
        ];
        using var engines = new ThreeEngines(
            Shop.Columns, [.. cases.Select(one => new Dictionary<string, object?> { ["price"] = 100.0, ["country"] = one.Currency, ["clicked_at"] = one.Time })]);
        var program = FeatureProgram.Compile(Shop.Columns, [new Feature { Name = "f", Expr = "price * rate(country, clicked_at, 'EUR')" }], Euro);
        var results = engines.Run(program.Bind(program.Fit(engines.Query, "data", TestContext.Current.CancellationToken)), program.Inputs);
        results.FirstDifference(EngineResults.Same).ShouldBeNull();
        results.Reference.Select(row => row[0]).ShouldBe(cases.Select(one => one.Expected));
    }

    [Fact]
    public void Serving_uses_the_rates_that_were_stored_and_other_rates_are_another_definition()
    {
        Feature[] features = [new() { Name = "f", Expr = "price * rate(country, clicked_at, 'EUR')" }];
        using var engines = new ThreeEngines(Shop.Columns, [new Dictionary<string, object?> { ["price"] = 1.0, ["country"] = "USD", ["clicked_at"] = new DateTime(2024, 1, 1) }]);
        var program = FeatureProgram.Compile(Shop.Columns, features, Euro);
        var stored = FittedParameters.FromJson(program.Fit(engines.Query, "data", TestContext.Current.CancellationToken).ToJson());
        stored.Lists.ShouldContainKey("rates(EUR)");
        stored.Categories["rates(EUR)"].Select(key => key.Value).ShouldBe(["EUR", "GBP", "USD"]);

        RateTable[] corrected = [Euro[0] with { Rates = [.. Euro[0].Rates.Select(rate => rate with { Value = rate.Value * 2 })] }];
        var other = FeatureProgram.Compile(Shop.Columns, features, corrected);
        other.Digest.ShouldNotBe(program.Digest);
        Should.Throw<FeatureException>(() => other.Bind(stored)).Message.ShouldContain(program.Digest);
        engines.RunReference(program.Bind(stored))[0][0].ShouldBe(0.9f);

        RateTable[] reordered = [Euro[0] with { Rates = [.. Euro[0].Rates.Reverse()], Description = "European Central Bank" }];
        FeatureDigest.Of(features, reordered).ShouldBe(program.Digest);
    }

    [Fact]
    public void Three_years_of_daily_rates_are_looked_up_exactly()
    {
        var rates = Enumerable.Range(0, 9 * Days).Select(i => new Rate { Key = $"C{i / Days}", From = DateTimeOffset.UnixEpoch.AddDays(i % Days), Value = Math.Exp((i % 997) - 500) / 3 }).ToList();
        var random = new Random(3);
        var rows = Enumerable.Range(0, 200).Select(_ => new Dictionary<string, object?>
        {
            ["country"] = $"C{random.Next(11)}", ["clicked_at"] = DateTime.UnixEpoch.AddSeconds(random.NextInt64(-86400, Days * 86400L)),
        }).ToList();
        using var engines = new ThreeEngines(Shop.Columns, rows);
        var program = FeatureProgram.Compile(Shop.Columns, [new Feature { Name = "f", Expr = "rate(country, clicked_at, 'EUR')" }], [new RateTable { Name = "EUR", Rates = rates }]);
        var results = engines.Run(program.Bind(program.Fit(engines.Query, "data", TestContext.Current.CancellationToken)), program.Inputs);
        results.FirstDifference(EngineResults.Same).ShouldBeNull();
        results.Reference.Select(row => row[0]).ShouldBe(rows.Select(row => Expected((string)row["country"]!, (DateTime)row["clicked_at"]!)));

        float Expected(string key, DateTime time)
        {
            var day = (int)Math.Floor((time - DateTime.UnixEpoch).TotalDays);
            var number = int.Parse(key.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture);
            var value = day < 0 || number >= 9 ? float.NaN : (float)rates[(number * Days) + day].Value;
            return float.IsFinite(value) ? value : float.NaN;
        }
    }

    [Fact]
    public void Tables_that_cannot_be_looked_up_are_refused()
    {
        Refused("price * rate(country, clicked_at, 'EUX')").ShouldContain("did you mean 'EUR'?");
        Refused("price", Euro[0], Euro[0]).ShouldContain("two tables of rates are named 'EUR'");
        Refused("price", Euro[0] with { Rates = [] }).ShouldContain("has no rates");
        Refused("price", Euro[0] with { Rates = [Rate("USD", 2024, 1), Rate("USD", 2024, 2)] }).ShouldContain("two rates of 'USD' from 2024-01-01");
        Refused("price", Euro[0] with { Rates = [Rate("USD", 2024, double.NaN)] }).ShouldContain("finite");
        var many = Enumerable.Range(0, 1000).Select(i => new Rate { Key = $"k{i % 200}", From = DateTimeOffset.UnixEpoch.AddDays(i), Value = i });
        Refused("price", Euro[0] with { Rates = [.. many] }).ShouldContain("200200 cells");
        var daily = Enumerable.Range(0, 10_001).Select(i => new Rate { Key = "USD", From = DateTimeOffset.UnixEpoch.AddDays(i), Value = i });
        Refused("price", Euro[0] with { Rates = [.. daily] }).ShouldContain("10001 rates");
    }

    private static Rate Rate(string key, int year, double value) => new() { Key = key, From = new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero), Value = value };

    private static string Refused(string expression, params RateTable[] tables) => Should.Throw<FeatureException>(
        () => FeatureProgram.Compile(Shop.Columns, [new Feature { Name = "f", Expr = expression }], tables.Length == 0 ? Euro : tables)).Message;
}
