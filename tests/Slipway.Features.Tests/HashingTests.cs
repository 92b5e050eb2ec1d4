using Slipway.Features.Backends;

namespace Slipway.Features.Tests;

/// <summary>Hashing is MurmurHash3, so that buckets are those of other tools; the expected numbers come from an independent program.</summary>
[Trait("Capability", "F3")]
public sealed class HashingTests
{
    [Theory]
    [InlineData("a", 1009084850)]
    [InlineData("test", -1167338989)]
    [InlineData("hello", 613153351)]
    [InlineData("Hello, world!", -1070186941)]
    [InlineData("日本", -992347838)]
    [InlineData("🧶", 1954760725)]
    [InlineData("The quick brown fox jumps over the lazy dog", 776992547)]
    public void The_hash_is_MurmurHash3(string text, int hash) => MurmurHash3.Of(text).ShouldBe(hash);

    [Fact]
    public void A_category_has_its_bucket_whether_training_saw_it_or_not()
    {
        using var engines = ThreeEngines.Over(Shop.Columns, "country", "a", "test", "DE", "merino wool", "日本", null, "");
        engines.Agreed("hash(country, 10)").Select(row => row[0]).ShouldBe([0, 9, 9, 4, 8, float.NaN, float.NaN]);
        engines.Fit("hash(country, 10)").Fitted.Categories.ShouldBeEmpty();
    }

    [Fact]
    public void A_cross_is_bounded_by_its_buckets()
    {
        using var engines = ThreeEngines.Over(Shop.Columns, "country", [.. Enumerable.Range(0, 200).Select(i => (object?)$"c{i}")]);
        engines.Agreed("hash(cross(country, lower(country)), 8)").Select(row => row[0]).Distinct().Order().ShouldBe([0, 1, 2, 3, 4, 5, 6, 7]);
    }

    [Theory]
    [InlineData("hash_words(search, 4)", 0, 1, 2, 0)]
    [InlineData("hash_words(search, 4, 1, 'signed')", 0, -1, 2, 0)]
    [InlineData("hash_words(search, 4, 2)", 0, 1, 3, 1)]
    [InlineData("hash_words(search, 4, 2, 'signed')", 0, -1, 3, 1)]
    public void Words_and_runs_of_words_are_counted_in_their_buckets(string expression, float a, float b, float c, float d)
    {
        using var engines = ThreeEngines.Over(Shop.Columns, "search", "a test a", null, "", "  ");
        engines.Fit(expression).OutputColumns.ShouldBe(["f=0", "f=1", "f=2", "f=3"]);
        engines.Agreed(expression).ShouldBe([[a, b, c, d], [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]]);
    }

    [Fact]
    public void Weights_can_be_scaled_to_length_one()
    {
        using var engines = ThreeEngines.Over(Shop.Columns, "search", "a test a", "a", "red test", null);
        var length = (float)(1 / Math.Sqrt(5));
        engines.Agreed("hash_words(search, 4, 1, 'unit')").ShouldBe([[0, -length, (float)(2 / Math.Sqrt(5)), 0], [0, 0, 1, 0], [0, (float)(-1 / Math.Sqrt(2)), 0, (float)(-1 / Math.Sqrt(2))], [0, 0, 0, 0]]);
    }

    [Fact]
    public void An_empty_word_makes_no_run()
    {
        using var engines = ThreeEngines.Over(Shop.Columns, "search", "red wool", "red  wool", "red", "a test a test");
        var rows = engines.Agreed("hash_words(search, 100, 3)");
        rows.Select(row => row.Sum()).ShouldBe([3, 2, 1, 9]);
    }
}
