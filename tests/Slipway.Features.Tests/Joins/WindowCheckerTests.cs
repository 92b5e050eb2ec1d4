using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Features;
using Slipway.Features.Joins;

namespace Slipway.Features.Tests.Joins;

[Trait("Capability", "F12")]
public sealed class WindowCheckerTests
{
    private static readonly JoinSource Orders = new("orders", [Of("id"), Of("user"), Of("at", ColumnType.Timestamp), Of("price", ColumnType.Float64)], "at", ["id"], "returned");

    private static readonly JoinSource Clicks = new("clicks",
        [Of("user"), Of("at", ColumnType.Timestamp), Of("price", ColumnType.Float64), Of("pieces", ColumnType.Int64), Of("bought", ColumnType.Boolean)], "at", ["user", "pieces"], "bought");

    private static readonly JoinWindow Hour = new() { Length = Duration.Parse("1h"), Aggregates = [Of("clicks", WindowFunction.Count), Of("price", WindowFunction.Max, "price")] };

    private static readonly FeatureJoin Sound = new() { Dataset = "clicks", Keys = [new JoinKey { Column = "user" }], Prefix = "recent_", Window = Hour };

    [Fact]
    public void Each_aggregate_is_a_column_that_may_be_missing_and_features_read_it()
    {
        var join = JoinChecker.Resolve(Orders, [Sound], [Clicks])[0];

        join.Columns.Select(column => (column.Column.Name, column.Column.Type)).ShouldBe([("recent_clicks", ColumnType.Int64), ("recent_price", ColumnType.Float64)]);
        join.Columns.ShouldAllBe(column => column.Column.Nullable);
        FeatureProgram.Compile(Orders.Columns, [new Feature { Name = "f", Expr = "recent_clicks * price" }], joins: [join]).Inputs.Select(column => column.Name).ShouldBe(["price", "recent_clicks"]);
    }

    [Fact]
    public void Events_of_the_same_dataset_may_be_aggregated_as_no_row_is_in_its_own_window()
    {
        var own = Sound with { Dataset = "orders", Window = Hour with { Lateness = Duration.Parse("0s") } };

        JoinChecker.Resolve(Orders, [own], [Orders])[0].Columns.Count.ShouldBe(2);
    }

    [Fact]
    public void The_digest_covers_everything_of_a_window_and_is_what_it_was_without_one()
    {
        Feature[] features = [new() { Name = "price" }];
        string Of(JoinWindow? window) => FeatureDigest.Of(features, joins: [Sound with { Window = window }]);
        JoinWindow[] windows =
        [
            Hour, Hour with { Length = Duration.Parse("2h") }, Hour with { Slide = Duration.Parse("2m") }, Hour with { Lateness = Duration.Parse("0s") }, Hour with { Aggregates = [Hour.Aggregates[0]] },
            Hour with { Aggregates = [Hour.Aggregates[0], Hour.Aggregates[1] with { Name = "dearest" }] }, Hour with { Aggregates = [Hour.Aggregates[0], Hour.Aggregates[1] with { Function = WindowFunction.Min }] },
            Hour with { Aggregates = [Hour.Aggregates[0], Hour.Aggregates[1] with { Column = "pieces" }] },
        ];

        Of(null).ShouldBe("sha256:5b44c0316f04622f7cb54b3572322a04cc894885026fcd20e7dbcb25d8c2bcbe");
        windows.Select(Of).Distinct().Count().ShouldBe(windows.Length);
        Of(Hour with { Aggregates = [.. Hour.Aggregates] }).ShouldBe(Of(Hour));
    }

    [Fact]
    public void Every_misfit_is_named_with_what_to_do()
    {
        Errors(Sound with { Ttl = Duration.Parse("1d") }).ShouldHaveSingleItem().ShouldContain("ttl: '24h': is the age of a newest row");
        Errors(Sound with { KnownAt = "at" }).ShouldHaveSingleItem().ShouldContain("knownAt: 'at':");
        Errors(Sound with { Columns = ["price"] }).ShouldHaveSingleItem().ShouldContain("name what is computed in window.aggregates");
        Errors(Sound with { Keys = [new JoinKey { Column = "usr" }] }).ShouldContain(error => error.Contains("Dataset 'orders' has no column 'usr'"));
        Errors(Sound, Clicks with { EventTime = null }).ShouldHaveSingleItem().ShouldContain("has no eventTime");
        Errors(Sound with { Prefix = null }).ShouldHaveSingleItem().ShouldContain("window.aggregates[1]: there is a column 'price' already");
        Errors(Computes("a", WindowFunction.Max, "prise")).ShouldHaveSingleItem().ShouldContain("Dataset 'clicks' has no column 'prise'");
        Errors(Computes("a", WindowFunction.Max, "user")).ShouldHaveSingleItem().ShouldContain("'user' is String; aggregates are of Int64, Float64 and Boolean");
        Errors(Computes("a", WindowFunction.Mean, "bought")).ShouldHaveSingleItem().ShouldContain("is the label of Dataset 'clicks', which is known only after its event");
        Errors(Computes("a", WindowFunction.Sum, null)).ShouldHaveSingleItem().ShouldContain("window.aggregates[0].column: is missing: Sum is of values");
    }

    public static TheoryData<string, string, string, string> Spans => new()
    {
        { "1h", "0s", "10s", "window.slide: '0s': must be longer than zero" },
        { "0s", "1m", "10s", "window.length: '0s': must be longer than zero" },
        { "90s", "1m", "10s", "is no multiple of slide 1m" },
        { "1001s", "1s", "10s", "is 1001 times slide 1s, and 1000 is the limit" },
        { "1h", "0.5ms", "10s", "no whole number of milliseconds" },
    };

    [Theory]
    [MemberData(nameof(Spans))]
    public void Spans_that_make_no_window_are_refused(string length, string slide, string lateness, string message)
    {
        var window = Hour with { Length = Duration.Parse(length), Slide = Duration.Parse(slide), Lateness = Duration.Parse(lateness) };

        Errors(Sound with { Window = window }).ShouldContain(error => error.Contains(message, StringComparison.Ordinal));
    }

    [Fact]
    public void The_longest_window_and_a_lateness_of_nothing_are_sound_and_a_negative_one_is_not()
    {
        JoinChecker.Resolve(Orders, [Sound with { Window = Hour with { Length = Duration.Parse("1000m"), Lateness = Duration.Parse("0s") } }], [Clicks]).Count.ShouldBe(1);
        Errors(Sound with { Window = Hour with { Lateness = new Duration(TimeSpan.FromSeconds(-1)) } }).ShouldHaveSingleItem().ShouldContain("window.lateness");
    }

    private static FeatureJoin Computes(string name, WindowFunction function, string? column) => Sound with { Window = Hour with { Aggregates = [Of(name, function, column)] } };

    private static IReadOnlyList<string> Errors(FeatureJoin join, JoinSource? source = null) =>
        [.. Should.Throw<FeatureException>(() => JoinChecker.Resolve(Orders, [join], [source ?? Clicks])).Errors.Select(error => error.ToString())];

    private static WindowAggregate Of(string name, WindowFunction function, string? column = null) => new() { Name = name, Function = function, Column = column };

    private static Column Of(string name, ColumnType type = ColumnType.String) => new() { Name = name, Type = type };
}
