using Slipway.XGBoost;

namespace Slipway.Engines.Tests.XGBoost;

/// <summary>Batches that are made while XGBoost asks for them, over and over.</summary>
[Trait("Capability", "T5")]
public sealed class BatchSourceTests
{
    [Fact]
    public void A_source_that_forgets_its_batches_gives_the_matrix_that_they_give_in_memory()
    {
        var (values, labels) = Samples.Binary(2500);
        var source = new Slices(values, labels, rowsPerBatch: 700);
        using var streamed = DMatrix.FromSource(source, Samples.Columns, new BinnedForm { Threads = 1 });
        streamed.Rows.ShouldBe(2500);
        source.Passes.ShouldBeGreaterThan(1);

        using var whole = Samples.Matrix(values, labels);
        using var one = Samples.Train(whole, 5);
        using var other = Samples.Train(streamed, 5);
        other.Predict(whole, PredictionKind.Margin).Values.ShouldBe(one.Predict(whole, PredictionKind.Margin).Values);
    }

    [Fact]
    public void Rows_to_measure_on_take_the_bins_of_those_to_learn_from()
    {
        var (values, labels) = Samples.Binary(2500);
        var (others, truths) = Samples.Binary(900, seed: 2);
        using var train = DMatrix.FromSource(new Slices(values, labels, 700), Samples.Columns, new BinnedForm { Threads = 1 });
        using var measured = DMatrix.FromSource(new Slices(others, truths, 400), Samples.Columns, new BinnedForm { Threads = 1, Like = train });
        using var plain = Samples.Matrix(others, truths);
        using var booster = new Booster(Samples.Parameters(("eval_metric", "logloss")), train, measured, plain);
        for (var round = 0; round < 5; round++) booster.Update(train, round);

        var metrics = booster.Evaluate(4, [new("binned", measured), new("plain", plain)]);
        metrics[0].Value.ShouldBe(metrics[1].Value, 1e-4);
    }

    [Fact]
    public void What_goes_wrong_in_a_source_comes_out_as_it_is()
    {
        var (values, labels) = Samples.Binary(900);
        Should.Throw<TimeoutException>(() => DMatrix.FromSource(new Slices(values, labels, 200) { FailsIn = 2 }, Samples.Columns, new BinnedForm()).Dispose()).Message.ShouldBe("batch 2 of a pass");
    }

    private sealed class Slices(float[] values, float[] labels, int rowsPerBatch) : IBatchSource
    {
        private int next;

        public int Passes { get; private set; }

        public int FailsIn { get; init; } = int.MaxValue;

        public void Rewind()
        {
            next = 0;
            Passes++;
        }

        public DenseBatch? Next()
        {
            var first = next * rowsPerBatch;
            if (first >= labels.Length) return null;
            if (next++ == FailsIn) throw new TimeoutException($"batch {FailsIn} of a pass");
            var rows = Math.Min(rowsPerBatch, labels.Length - first);
            return new DenseBatch(values.AsMemory(first * Samples.Columns, rows * Samples.Columns), labels.AsMemory(first, rows));
        }
    }
}
