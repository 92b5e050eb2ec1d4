using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Features;
using Slipway.Features.Joins;

namespace Slipway.Features.Tests.Joins;

[Trait("Capability", "F4")]
public sealed class JoinCheckerTests
{
    private static readonly JoinSource Clicks = new("clicks", [Of("user"), Of("at", ColumnType.Timestamp), Of("price", ColumnType.Float64)], "at", null, "clicked");

    private static readonly JoinSource Users = new("users",
        [Of("user"), Of("day", ColumnType.Date), Of("orders", ColumnType.Int64), Of("PRICE", ColumnType.Float64), Of("churned", ColumnType.Boolean)],
        "day", ["user", "day"], "churned");

    private static readonly FeatureJoin Sound = new() { Dataset = "users", Keys = [new JoinKey { Column = "user" }], Prefix = "user_" };

    [Fact]
    public void Takes_all_columns_but_entity_times_and_label_and_lets_them_be_missing()
    {
        var join = JoinChecker.Resolve(Clicks, [Sound], [Users])[0];

        join.Columns.Select(column => column.Column.Name).ShouldBe(["user_orders", "user_PRICE"]);
        join.Columns.ShouldAllBe(column => column.Column.Nullable);
    }

    [Fact]
    public void Features_read_joined_columns_and_the_digest_covers_the_join()
    {
        var join = JoinChecker.Resolve(Clicks, [Sound], [Users])[0];
        Feature[] features = [new() { Name = "f", Expr = "coalesce(user_orders, 0) + price" }];

        var program = FeatureProgram.Compile(Clicks.Columns, features, joins: [join]);

        program.Inputs.Select(column => column.Name).ShouldBe(["price", "user_orders"]);
        program.Digest.ShouldNotBe(FeatureDigest.Of(features));
        FeatureDigest.Of(features, joins: [Sound with { Ttl = Duration.Parse("7d") }]).ShouldNotBe(program.Digest);
        FeatureDigest.Of(features, joins: [Sound]).ShouldBe(program.Digest);
    }

    [Fact]
    public void Every_misfit_is_named_with_what_to_do()
    {
        Errors(Sound with { Keys = [new JoinKey { Column = "usr" }] }).ShouldContain(error => error.Contains("Dataset 'clicks' has no column 'usr'"));
        Errors(Sound with { Keys = [new JoinKey { Column = "user", References = "id" }] }).ShouldContain(error => error.Contains("has no column 'id'; name it with references"));
        Errors(Sound with { Keys = [new JoinKey { Column = "price", References = "user" }] }).ShouldContain(error => error.Contains("'price' is Float64 and 'user' of Dataset 'users' is String"));
        Errors(Sound with { Prefix = null }).ShouldHaveSingleItem().ShouldContain("there is a column 'PRICE' already");
        Errors(Sound with { Columns = ["churned"] }).ShouldHaveSingleItem().ShouldContain("is the label of Dataset 'users'");
        Errors(Sound with { Columns = ["nothing"] }).ShouldHaveSingleItem().ShouldContain("has no column 'nothing'");
        Errors(Sound with { KnownAt = "orders" }).ShouldContain(error => error.Contains("knownAt 'orders' is no Timestamp or Date column"));
        Errors(Sound with { Ttl = Duration.Parse("0s") }).ShouldHaveSingleItem().ShouldContain("ttl is 0s");
        Errors(Sound, Users with { Key = ["user"] }).ShouldHaveSingleItem().ShouldContain("has the key [user]; it has to be [user, day]");
        Errors(Sound, Users with { EventTime = null }).ShouldHaveSingleItem().ShouldContain("has no eventTime");
        Errors(Sound, Users with { Name = "clicks" }).ShouldHaveSingleItem().ShouldContain("joined with itself");
    }

    private static IReadOnlyList<string> Errors(FeatureJoin join, JoinSource? source = null) =>
        [.. Should.Throw<FeatureException>(() => JoinChecker.Resolve(Clicks, [join], [source ?? Users])).Errors.Select(error => error.ToString())];

    private static Column Of(string name, ColumnType type = ColumnType.String) => new() { Name = name, Type = type };
}
