using Slipway.XGBoost;
using Slipway.XGBoost.Model;

namespace Slipway.Engines.Tests.XGBoost;

public sealed class BoosterTests
{
    [Fact]
    public void Training_lowers_the_loss_of_every_set()
    {
        var (values, labels) = Samples.Binary(2000);
        var (otherValues, otherLabels) = Samples.Binary(500, seed: 2);
        using var train = Samples.Matrix(values, labels);
        using var validation = Samples.Matrix(otherValues, otherLabels);
        using var booster = new Booster(Samples.Parameters(("eval_metric", "logloss")), train, validation);
        KeyValuePair<string, DMatrix>[] sets = [new("train", train), new("validation-a", validation)];

        booster.Update(train, 0);
        var first = booster.Evaluate(0, sets);
        for (var round = 1; round < 20; round++) booster.Update(train, round);
        var last = booster.Evaluate(19, sets);

        first.Select(metric => (metric.Set, metric.Metric)).ShouldBe([("train", "logloss"), ("validation-a", "logloss")]);
        last[0].Value.ShouldBeLessThan(first[0].Value);
        last[1].Value.ShouldBeLessThan(first[1].Value);
        booster.Rounds.ShouldBe(20);
    }

    [Fact]
    public void A_prediction_is_the_logistic_of_its_margin()
    {
        var (values, labels) = Samples.Binary(500);
        using var train = Samples.Matrix(values, labels);
        using var booster = Samples.Train(train, 5);
        var probabilities = booster.Predict(train, PredictionKind.Value);
        var margins = booster.Predict(train, PredictionKind.Margin);
        probabilities.Outputs.ShouldBe(1);
        for (var row = 0; row < 500; row++)
            probabilities.Values[row].ShouldBe(1 / (1 + MathF.Exp(-margins.Values[row])), 1e-6f);
    }

    [Fact]
    public void Classes_come_as_a_row_each_that_sums_to_one()
    {
        var (values, _) = Samples.Binary(300);
        using var train = Samples.Matrix(values, [.. Enumerable.Range(0, 300).Select(row => (float)(row % 3))]);
        using var booster = Samples.Train(train, 3, ("objective", "multi:softprob"), ("num_class", "3"));
        var prediction = booster.Predict(train, PredictionKind.Value);
        prediction.Outputs.ShouldBe(3);
        prediction.Values.Length.ShouldBe(900);
        for (var row = 0; row < 300; row++) prediction.Values.AsSpan(row * 3, 3).ToArray().Sum().ShouldBe(1, 1e-5);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Contributions_of_all_columns_add_up_to_the_margin_of_each_class(bool approximate)
    {
        var (values, _) = Samples.Binary(200);
        using var train = Samples.Matrix(values, [.. Enumerable.Range(0, 200).Select(row => (float)(row % 3))]);
        using var booster = Samples.Train(train, 6, ("objective", "multi:softprob"), ("num_class", "3"));
        var margins = booster.Predict(train, PredictionKind.Margin, 4);
        var contributions = booster.Contributions(train, 4, approximate);
        (contributions.Outputs, contributions.Columns).ShouldBe((3, (values.Length / 200) + 1));
        for (var at = 0; at < 200 * 3; at++)
            contributions.Values.AsSpan(at * contributions.Columns, contributions.Columns).ToArray().Sum().ShouldBe(margins.Values[at], 1e-4);
    }

    [Fact]
    public void Predictions_can_be_cut_to_the_first_rounds()
    {
        var (values, labels) = Samples.Binary(400);
        using var train = Samples.Matrix(values, labels);
        using var shorter = Samples.Train(train, 4);
        using var longer = Samples.Train(train, 9);
        longer.Predict(train, PredictionKind.Margin, rounds: 4).Values.ShouldBe(shorter.Predict(train, PredictionKind.Margin).Values);
    }

    [Fact]
    [Trait("Capability", "T13")]
    public void The_same_seed_gives_the_same_bytes_whatever_the_number_of_threads()
    {
        var (values, labels) = Samples.Binary(3000);
        byte[] Model(string threads)
        {
            using var train = Samples.Matrix(values, labels);
            using var booster = Samples.Train(train, 8, ("nthread", threads), ("subsample", "0.7"), ("colsample_bytree", "0.6"));
            return booster.SaveModel();
        }

        Model("2").ShouldBe(Model("1"));
        Model("1").ShouldBe(Model("1"));
    }

    [Fact]
    public void A_saved_model_predicts_the_same_after_loading()
    {
        var (values, labels) = Samples.Binary(400);
        using var train = Samples.Matrix(values, labels);
        using var booster = Samples.Train(train, 6);
        booster.SetAttribute("best_iteration", "3");
        using var loaded = new Booster([]);
        loaded.LoadModel(booster.SaveModel());
        loaded.Predict(train, PredictionKind.Value).Values.ShouldBe(booster.Predict(train, PredictionKind.Value).Values);
        loaded.GetAttribute("best_iteration").ShouldBe("3");
        loaded.GetAttribute("absent").ShouldBeNull();
    }

    [Fact]
    public void A_checkpoint_continues_to_the_same_model_without_sampling()
    {
        var (values, labels) = Samples.Binary(400);
        using var train = Samples.Matrix(values, labels);
        using var whole = Samples.Train(train, 6);
        using var half = Samples.Train(train, 3);
        using var resumed = new Booster([], train);
        resumed.Unserialize(half.Serialize());
        for (var round = 3; round < 6; round++) resumed.Update(train, round);
        resumed.Predict(train, PredictionKind.Margin).Values.ShouldBe(whole.Predict(train, PredictionKind.Margin).Values);
    }

    [Fact]
    public void Importances_name_the_features_that_matter()
    {
        var (values, labels) = Samples.Binary(2000);
        using var train = Samples.Matrix(values, labels);
        using var booster = Samples.Train(train, 10);
        booster.SetFeatureNames(["age", "b", "c", "noise1", "noise2"]);
        booster.FeatureScores("total_gain").MaxBy(score => score.Value).Key.ShouldBe("age");
        XGBoostModel.Read(booster.SaveModel()).FeatureNames.ShouldContain("noise2");
    }

    [Fact]
    public void An_error_carries_what_XGBoost_says_without_its_stack()
    {
        var (values, labels) = Samples.Binary(100);
        using var train = Samples.Matrix(values, labels);
        using var booster = new Booster(Samples.Parameters(("max_depth", "deep")), train);
        var error = Should.Throw<XGBoostException>(() => booster.Update(train, 0));
        error.Message.ShouldContain("max_depth");
        error.Message.ShouldNotContain("Stack trace");
    }
}
