using System.Globalization;

namespace Slipway.Features.Tests;

[Trait("Capability", "F3")]
public sealed class TimeFunctionsTests
{
    [Fact]
    public void Parts_of_moments_agree_with_the_calendar_of_NET()
    {
        var random = new Random(7);
        DateTime[] moments =
        [
            new(1970, 1, 1), new(1969, 12, 31, 23, 59, 59, 999), new(2000, 2, 29), new(1900, 2, 28, 23, 0, 0), new(2100, 3, 1), new(1600, 12, 31), new(9999, 12, 31, 23, 59, 59),
            new DateTime(2024, 2, 29, 23, 59, 59).AddTicks(9999990), .. Enumerable.Range(0, 500).Select(_ => Random(random, 1700, 2300)),
        ];
        using var engines = ThreeEngines.Over(Shop.Columns, "clicked_at", [.. moments.Cast<object?>(), null]);
        Check("year(clicked_at)", moment => moment.Year);
        Check("month(clicked_at)", moment => moment.Month);
        Check("day(clicked_at)", moment => moment.Day);
        Check("day_of_week(clicked_at)", moment => ((int)moment.DayOfWeek + 6) % 7);
        Check("day_of_year(clicked_at)", moment => moment.DayOfYear);
        Check("week_of_year(clicked_at)", ISOWeek.GetWeekOfYear);
        Check("number(is_weekend(clicked_at))", moment => moment.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 1 : 0);
        Check("hour(clicked_at)", moment => moment.Hour);
        Check("minute(clicked_at)", moment => moment.Minute);

        void Check(string expression, Func<DateTime, int> expected) =>
            engines.Agreed(expression).Select(row => row[0]).ShouldBe([.. moments.Select(moment => (float)expected(moment)), float.NaN]);
    }

    [Theory]
    [InlineData("Europe/Berlin")]
    [InlineData("America/Sao_Paulo")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("Asia/Kathmandu")]
    [InlineData("UTC")]
    public void Local_time_agrees_with_the_time_zone_database(string zone)
    {
        var random = new Random(11);
        var info = TimeZoneInfo.FindSystemTimeZoneById(zone);
        DateTime[] moments =
        [
            new(2024, 3, 31, 0, 59, 59), new(2024, 3, 31, 1, 0, 0), new(2024, 10, 27, 0, 59, 59), new(2024, 10, 27, 1, 0, 0),
            .. Enumerable.Range(0, 500).Select(_ => Random(random, 1971, 2099)),
        ];
        using var engines = ThreeEngines.Over(Shop.Columns, "clicked_at", [.. moments.Cast<object?>()]);
        var local = moments.Select(moment => TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(moment, DateTimeKind.Utc), info)).ToList();
        engines.Agreed($"hour(clicked_at, '{zone}')").Select(row => row[0]).ShouldBe(local.Select(moment => (float)moment.Hour));
        engines.Agreed($"day(clicked_at, '{zone}')").Select(row => row[0]).ShouldBe(local.Select(moment => (float)moment.Day));
    }

    [Fact]
    public void An_unknown_zone_is_refused()
    {
        using var engines = ThreeEngines.Over(Shop.Columns, "clicked_at", new DateTime(2024, 1, 1));
        Should.Throw<FeatureException>(() => engines.Fit("hour(clicked_at, 'Europe/Berln')")).Message.ShouldContain("no time zone 'Europe/Berln'");
    }

    [Fact]
    public void Spans_have_fractions_and_signs()
    {
        DateTime?[][] pairs = [[new(2024, 1, 2, 12, 0, 0), new(2024, 1, 1)], [null, new(2024, 1, 1)]];
        using var engines = new ThreeEngines(Shop.Columns, [.. pairs.Select(pair => new Dictionary<string, object?>
        {
            ["clicked_at"] = pair[0], ["birthday"] = DateOnly.FromDateTime(pair[1]!.Value),
        })]);
        engines.Agreed("days_between(birthday, clicked_at)").ShouldBe([[1.5f], [float.NaN]]);
        engines.Agreed("hours_between(clicked_at, birthday)").ShouldBe([[-36f], [float.NaN]]);
        engines.Agreed("seconds_between(birthday, clicked_at)").ShouldBe([[129600f], [float.NaN]]);
        engines.Agreed("clicked_at > birthday").ShouldBe([[1f], [float.NaN]]);
    }

    private static DateTime Random(Random random, int from, int to) =>
        new DateTime(from, 1, 1).AddSeconds(random.NextInt64((long)(new DateTime(to, 1, 1) - new DateTime(from, 1, 1)).TotalSeconds)).AddMicroseconds(random.Next(1_000_000));
}
