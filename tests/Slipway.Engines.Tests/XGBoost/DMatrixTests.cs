using Slipway.XGBoost;

namespace Slipway.Engines.Tests.XGBoost;

public sealed class DMatrixTests
{
    [Fact]
    public void Knows_its_shape()
    {
        using var matrix = DMatrix.FromDense([1, 2, 3, float.NaN, 5, 6], 3);
        matrix.Rows.ShouldBe(2);
        matrix.Columns.ShouldBe(3);
    }

    [Fact]
    public void Values_that_do_not_fill_rows_are_refused() =>
        Should.Throw<XGBoostException>(() => DMatrix.FromDense([1, 2, 3], 2)).Message.ShouldContain("2 columns");

    [Fact]
    public void No_rows_are_refused() => Should.Throw<XGBoostException>(() => DMatrix.FromDense([], 2));

    [Fact]
    public void Infinite_values_are_refused() =>
        Should.Throw<XGBoostException>(() => DMatrix.FromDense([1, float.PositiveInfinity], 2).Dispose()).Message.ShouldContain("inf", Case.Insensitive);

    [Fact]
    public void Labels_of_another_length_are_refused()
    {
        using var matrix = DMatrix.FromDense([1, 2, 3, 4], 2);
        Should.Throw<XGBoostException>(() => matrix.SetLabels([1, 0, 1])).Message.ShouldContain("Incorrect size for labels");
    }

    [Fact]
    public void Batches_train_the_same_model_as_one_matrix()
    {
        var (values, labels) = Samples.Binary(2500);
        using var whole = Samples.Matrix(values, labels);
        DenseBatch[] batches =
        [
            .. new[] { 0..1000, 1000..1001, 1001..2500 }.Select(range => new DenseBatch(
                values.AsMemory((range.Start.Value * Samples.Columns)..(range.End.Value * Samples.Columns)), labels.AsMemory(range))),
        ];
        using var batched = DMatrix.FromBatches(batches, Samples.Columns, threads: 1);
        batched.Rows.ShouldBe(2500);

        using var one = Samples.Train(whole, 5);
        using var other = Samples.Train(batched, 5);
        other.Predict(whole, PredictionKind.Margin).Values.ShouldBe(one.Predict(whole, PredictionKind.Margin).Values);
    }

    [Fact]
    public void Weights_in_batches_count()
    {
        var (values, labels) = Samples.Binary(1000);
        float[] Margins(ReadOnlyMemory<float> weights)
        {
            using var matrix = DMatrix.FromBatches([new DenseBatch(values, labels, weights)], Samples.Columns, threads: 1);
            using var booster = Samples.Train(matrix, 3);
            using var dense = Samples.Matrix(values, labels);
            return booster.Predict(dense, PredictionKind.Margin).Values;
        }

        var heavy = Margins(labels.Select(label => label > 0 ? 5f : 1f).ToArray());
        heavy.Average().ShouldBeGreaterThan(Margins(default).Average());
    }

    [Fact]
    public void Groups_make_ranking_possible()
    {
        var (values, labels) = Samples.Binary(100);
        using var matrix = Samples.Matrix(values, labels);
        matrix.SetGroups([30, 30, 40]);
        using var booster = new Booster(Samples.Parameters(("objective", "rank:pairwise"), ("eval_metric", "ndcg@5-")), matrix);
        booster.Update(matrix, 0);
        booster.Evaluate(0, [new("train", matrix)]).Single().Metric.ShouldBe("ndcg@5-");
    }
}
