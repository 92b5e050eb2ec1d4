using Slipway.Trainer.Evaluation.SliceFinding;

namespace Slipway.Trainer.Tests.Training.SliceFinding;

[Trait("Capability", "E4")]
public sealed class SliceSearchTests
{
    private const int Rows = 6000;

    [Theory]
    // Tables of Student's distribution (NIST/SEMATECH e-Handbook 1.3.6.7.2), and the normal one that it tends to.
    [InlineData(12.706, 1, 0.025)]
    [InlineData(2.776, 4, 0.025)]
    [InlineData(4.781, 9, 0.0005)]
    [InlineData(1.984, 100, 0.025)]
    [InlineData(3.174, 100, 0.001)]
    [InlineData(-2.228, 10, 0.975)]
    [InlineData(4.753424, 1e9, 1e-6)]
    [InlineData(0, 5, 0.5)]
    public void Tail_probabilities_are_those_of_the_tables(double t, double freedom, double expected) => StudentT.UpperTail(t, freedom).ShouldBe(expected, expected * 2e-3);

    [Fact]
    public void Where_there_is_none_no_slice_is_found()
    {
        // Skewed losses as a classifier has them; every data set is another draw in which no column says anything.
        var alarms = 0;
        for (var seed = 0; seed < 120; seed++)
        {
            var random = new Random(seed);
            var losses = Losses(random, (_, _, _) => false);
            var (tested, found) = SliceSearch.Find(losses, Columns(random), 2, 100, minEffect: 0, alpha: 0.05);
            tested.ShouldBeGreaterThan(200);
            if (found.Count > 0) alarms++;
        }

        // 95 of 100 draws of a binomial with 120 trials of 5 % lie at or below 10.
        alarms.ShouldBeLessThanOrEqualTo(10);
    }

    [Fact]
    public void A_planted_slice_of_one_column_is_found_and_its_parts_are_not_listed_again()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var columns = Columns(random);
            var losses = Losses(random, (row, a, _) => a == 3, columns);
            var (_, found) = SliceSearch.Find(losses, columns, 2, 100, 0.4, 0.05);
            found.ShouldHaveSingleItem().Parts.ShouldBe([(0, 3)]);
            found[0].PValue.ShouldBeLessThan(1e-6);
            found[0].Inside.Mean.ShouldBeGreaterThan(found[0].Outside.Mean + 0.5);
        }
    }

    [Fact]
    public void A_planted_slice_of_two_columns_is_found_as_such()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var columns = Columns(random);
            var losses = Losses(random, (row, a, b) => a == 3 && b == 1, columns);
            var (_, found) = SliceSearch.Find(losses, columns, 2, 60, 0.4, 0.05);
            found[0].Parts.ShouldBe([(0, 3), (1, 1)]);
            SliceSearch.Find(losses, columns, 1, 60, 0.4, 0.05).Found.ShouldBeEmpty("each column alone hides it");
        }
    }

    [Fact]
    public void A_slice_that_is_too_small_or_too_little_worse_is_not_reported()
    {
        var random = new Random(1);
        var columns = Columns(random);
        var losses = Losses(random, (_, a, _) => a == 3, columns);
        SliceSearch.Find(losses, columns, 1, 2000, 0.4, 0.05).Found.ShouldBeEmpty();
        SliceSearch.Find(losses, columns, 1, 100, 5, 0.05).Found.ShouldBeEmpty();
    }

    [Fact]
    public void Rows_of_rare_values_belong_to_no_slice()
    {
        byte[] codes = [.. Enumerable.Range(0, 400).Select(row => row < 200 ? (byte)0 : CodedColumn.None)];
        double[] losses = [.. Enumerable.Range(0, 400).Select(row => row < 200 ? 0.1 : 5 + (row % 3))];
        var (tested, found) = SliceSearch.Find(losses, [new CodedColumn("a", [new ColumnPart("x", "")], codes)], 2, 50, 0.1, 0.05);
        (tested, found.Count).ShouldBe((1, 0));
    }

    private static CodedColumn[] Columns(Random random) =>
    [
        .. new[] { 8, 6, 5, 10 }.Select((parts, index) => new CodedColumn(
            $"c{index}", [.. Enumerable.Range(0, parts).Select(part => new ColumnPart($"{part}", ""))], [.. Enumerable.Range(0, Rows).Select(_ => (byte)random.Next(parts))])),
    ];

    private static double[] Losses(Random random, Func<int, byte, byte, bool> worse, CodedColumn[]? columns = null) =>
    [
        .. Enumerable.Range(0, Rows).Select(row =>
        {
            var right = random.NextDouble() < (columns is not null && worse(row, columns[0].Codes[row], columns[1].Codes[row]) ? 0.3 : 0.85);
            return -Math.Log(right ? 0.6 + (random.NextDouble() * 0.4) : 0.05 + (random.NextDouble() * 0.35));
        }),
    ];
}
