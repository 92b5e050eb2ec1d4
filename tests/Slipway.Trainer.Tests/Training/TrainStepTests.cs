using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.OnnxRuntime;
using Slipway.Storage;

namespace Slipway.Trainer.Tests.Training;

public sealed class TrainStepTests : IDisposable
{
    private readonly TrainRuns runs = new();

    [Theory]
    [InlineData("clicked", LearningTask.Binary, "roc_auc", 0.8)]
    [InlineData("tier", LearningTask.Multiclass, "accuracy", 0.6)]
    [InlineData("spent", LearningTask.Regression, "r2", 0.8)]
    [Trait("Capability", "F2")]
    [Trait("Capability", "E8")]
    public async Task One_graph_from_raw_columns_agrees_with_XGBoost_on_missing_and_unseen_values(string label, LearningTask task, string metric, double atLeast)
    {
        using var dataset = new TestDataset(TestDataset.Shop, TestDataset.ShopColumns, 20_000);
        var spec = runs.Spec(dataset, label, task);
        var result = await runs.RunAsync(spec);

        result.Error.ShouldBeNull(runs.Output.ToString());
        runs.ExitCode.ShouldBe(0);
        var train = result.Train!;
        train.Parity!.Rows.ShouldBeGreaterThanOrEqualTo(10_000);
        train.Parity.MaxDifference.ShouldBeLessThanOrEqualTo(1e-5);
        train.Metrics!.Single(value => value.Metric == metric).Value!.Value.ShouldBeGreaterThan(atLeast);
        train.Rows.ShouldBe(12_000);
        train.LearnerSeconds.ShouldBeGreaterThan(0);
    }

    [Fact]
    [Trait("Capability", "M2")]
    public async Task The_model_file_is_what_its_manifest_says_and_answers_a_request()
    {
        using var dataset = new TestDataset(TestDataset.Shop, TestDataset.ShopColumns, 5_000);
        var spec = runs.Spec(dataset, "clicked", LearningTask.Binary) with { ConfigurationDigest = "sha256:" + new string('c', 64) };
        await runs.RunAsync(spec);
        var manifest = TrainRuns.Manifest(spec);

        var bytes = await File.ReadAllBytesAsync(TrainRuns.FileOf(spec, "model.onnx"), TestContext.Current.CancellationToken);
        Digest.Of(bytes).ShouldBe(manifest.Artifact.Digest);
        bytes.Length.ShouldBe((int)manifest.Artifact.Size);
        manifest.Classes.ShouldBe(["false", "true"]);
        manifest.Provenance.DatasetDigest.ShouldBe(dataset.Pin.Digest);
        manifest.Signature.Inputs.Select(input => (input.Name, input.Datatype)).ShouldBe(
            [("country", "BYTES"), ("device", "BYTES"), ("price", "FP64"), ("visits", "FP64"), ("member", "FP64")]);
        var price = manifest.Signature.Inputs.Single(input => input.Name == "price");
        price.Min!.Value.ShouldBeInRange(0, 1);
        price.Max!.Value.ShouldBeInRange(99, 100);

        using var session = OrtSession.Load(bytes);
        session.Metadata["slipway.dataset_digest"].ShouldBe(dataset.Pin.Digest);
        session.Metadata["slipway.configuration_digest"].ShouldBe(spec.ConfigurationDigest);
        session.Metadata["slipway.classes"].ShouldBe("""["false","true"]""");
        session.Metadata["slipway.seed"].ShouldBe("17");
        using var country = OrtTensor.Strings(["DE", "XX"], 2, 1);
        using var device = OrtTensor.Strings(["phone", ""], 2, 1);
        using var prices = OrtTensor.Over(new[] { 99d, double.NaN }.AsMemory(), 2, 1);
        using var visits = OrtTensor.Over(new[] { 49d, double.NaN }.AsMemory(), 2, 1);
        using var member = OrtTensor.Over(new[] { 1d, double.NaN }.AsMemory(), 2, 1);
        var outputs = session.Run(new Dictionary<string, OrtTensor>
        {
            ["country"] = country, ["device"] = device, ["price"] = prices, ["visits"] = visits, ["member"] = member,
        }, ["probability", "label"]);
        using (outputs[0])
        using (outputs[1])
        {
            outputs[0].AsSpan<float>()[0].ShouldBeGreaterThan(0.9f);
            outputs[1].GetStrings()[0].ShouldBe("true");
        }
    }

    [Fact]
    [Trait("Capability", "T13")]
    public async Task The_same_specification_gives_the_same_bytes()
    {
        using var dataset = new TestDataset(TestDataset.Shop, TestDataset.ShopColumns, 5_000);
        const string sampled = """{"n_estimators":10,"subsample":0.7,"colsample_bytree":0.7}""";
        var first = await runs.RunAsync(runs.Spec(dataset, "clicked", LearningTask.Binary, sampled, "first"));
        var second = await runs.RunAsync(runs.Spec(dataset, "clicked", LearningTask.Binary, sampled, "second") with { Run = "another", Threads = 1 });
        var other = await runs.RunAsync(runs.Spec(dataset, "clicked", LearningTask.Binary, sampled, "third") with { Seed = 18 });
        second.Train!.Artifact.Digest.ShouldBe(first.Train!.Artifact.Digest);
        other.Train!.Artifact.Digest.ShouldNotBe(first.Train.Artifact.Digest);
    }

    [Fact]
    [Trait("Capability", "E1")]
    [Trait("Capability", "E4")]
    public async Task Every_number_has_its_split_slice_interval_and_size()
    {
        using var dataset = new TestDataset(TestDataset.Shop, TestDataset.ShopColumns, 5_000, manifest => manifest with { Slices = [new Slice { Column = "country" }] });
        var spec = runs.Spec(dataset, "clicked", LearningTask.Binary);
        spec = spec with { Evaluation = new EvaluationPolicy { Slices = [new Slice { Name = "member", Column = "member", Values = ["true", "maybe"] }], MinSliceRows = 100 } };
        (await runs.RunAsync(spec)).Error.ShouldBeNull();
        var report = TrainRuns.Evaluation(spec);

        report.DatasetDigest.ShouldBe(dataset.Pin.Digest);
        report.Metrics.Select(metric => metric.Slice).Distinct().ShouldBe(
            [null, "country", "country=DE", "country=FR", "country=NL", "country=DK", "country=SE", "member=true"], ignoreOrder: true);
        var countries = report.Metrics.Where(metric => metric.Metric == "recall" && metric.Slice?.StartsWith("country=", StringComparison.Ordinal) == true).ToList();
        var gap = report.Metrics.Single(metric => metric.Metric == "recall_difference");
        gap.Value.ShouldBe(countries.Max(metric => metric.Value) - countries.Min(metric => metric.Value));
        gap.Slice.ShouldBe("country");
        gap.High.ShouldNotBeNull().ShouldBeGreaterThan(gap.Value!.Value);
        report.SmallSlices.ShouldNotBeNull().ShouldContain(new SmallSlice("member=maybe", 0));
        var all = report.Metrics.Where(metric => metric is { Split: Split.Test, Slice: null }).ToArray();
        all.ShouldAllBe(metric => metric.N == 1500 && metric.Value != null && metric.Low <= metric.Value && metric.Value <= metric.High);
        var auc = all.Single(metric => metric.Metric == "roc_auc");
        (auc.High - auc.Low)!.Value.ShouldBeInRange(0.005, 0.1);
        report.Metrics.ShouldContain(metric => metric.Split == Split.Validation && metric.Metric == "roc_auc");
        report.Confusion!.Sum(row => row.Sum()).ShouldBe(1500);
        report.Calibration!.Sum(bin => bin.N).ShouldBe(1500);
        report.Importances![0].Share.ShouldBeGreaterThan(0.2);
        report.Importances.Sum(importance => importance.Share).ShouldBe(1, 1e-5);
        report.Curve!.Count.ShouldBe(40);
    }

    [Fact]
    [Trait("Capability", "E2")]
    [Trait("Capability", "T18")]
    public async Task Declared_costs_choose_the_threshold_and_are_measured()
    {
        using var dataset = new TestDataset(TestDataset.Shop, TestDataset.ShopColumns, 3_000);
        var rule = new ThresholdRule { Goal = ThresholdGoal.MinCost, FalsePositiveCost = 1, FalseNegativeCost = 5 };
        var spec = runs.Spec(dataset, "clicked", LearningTask.Binary) with
        {
            Evaluation = new EvaluationPolicy { Threshold = rule }, Gates = [new Gate { Metric = "mean_cost", MinGainOverBaseline = 0.01 }],
        };
        (await runs.RunAsync(spec)).Train!.Gates!.Single().Passed.ShouldBeTrue();
        var report = TrainRuns.Evaluation(spec);

        var cost = report.Metrics.Single(metric => metric is { Metric: "mean_cost", Split: Split.Test });
        var (negative, positive) = (report.Confusion![0], report.Confusion[1]);
        cost.Value!.Value.ShouldBe((negative[1] + (5.0 * positive[0])) / cost.N, 1e-12);
        cost.Low!.Value.ShouldBeLessThan(cost.Value.Value);
        cost.Value.Value.ShouldBeLessThan(cost.Baseline!.Value);
    }

    [Fact]
    [Trait("Capability", "T13")]
    [Trait("Capability", "E7")]
    public async Task Trainings_with_other_seeds_say_what_is_noise()
    {
        using var dataset = new TestDataset(TestDataset.Shop, TestDataset.ShopColumns, 3_000);
        var gate = new Gate { Metric = "roc_auc", MinGainOverBaseline = 0.01, BeyondNoise = true };
        var spec = runs.Spec(dataset, "clicked", LearningTask.Binary, """{"n_estimators":10,"subsample":0.5}""") with
        {
            Evaluation = new EvaluationPolicy { NoiseBand = new NoiseBandPolicy { Runs = 3 } }, Gates = [gate],
        };
        (await runs.RunAsync(spec)).Train!.Gates!.Single().Passed.ShouldBeTrue();
        var report = TrainRuns.Evaluation(spec);
        var auc = report.Noise!.Single(noise => noise.Metric == "roc_auc");
        auc.Runs.ShouldBe(3);
        auc.Deviation.ShouldBeInRange(1e-5, 0.05);
        auc.Mean.ShouldBe(report.Metrics.Single(metric => metric is { Metric: "roc_auc", Split: Split.Test, Slice: null }).Value!.Value, 0.05);
    }

    [Fact]
    [Trait("Capability", "T13")]
    public async Task A_model_without_chance_has_no_noise_band_and_says_so()
    {
        using var dataset = new TestDataset(TestDataset.Shop, TestDataset.ShopColumns, 2_000);
        var spec = runs.Spec(dataset, "clicked", LearningTask.Binary, """{"n_estimators":5}""") with { Evaluation = new EvaluationPolicy { NoiseBand = new NoiseBandPolicy { Runs = 2 } } };
        (await runs.RunAsync(spec)).Train!.Warnings!.ShouldContain(warning => warning.StartsWith("The noise band is 0", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Capability", "E7")]
    public async Task A_failed_gate_is_a_verdict_not_a_failed_step()
    {
        using var dataset = new TestDataset(TestDataset.Shop, TestDataset.ShopColumns, 3_000);
        var spec = runs.Spec(dataset, "clicked", LearningTask.Binary) with { Gates = [new Gate { Metric = "roc_auc", Min = 0.999 }, new Gate { Metric = "accuracy", MinGainOverBaseline = 0.01 }] };
        var result = await runs.RunAsync(spec);
        runs.ExitCode.ShouldBe(0);
        result.Train!.Gates!.Select(gate => gate.Passed).ShouldBe([false, true]);
    }

    [Fact]
    public async Task Early_stopping_keeps_the_best_round()
    {
        using var dataset = new TestDataset(TestDataset.Shop, TestDataset.ShopColumns, 4_000);
        var spec = runs.Spec(dataset, "clicked", LearningTask.Binary, """{"n_estimators":500,"eta":0.8,"max_depth":8,"early_stopping_rounds":5}""");
        (await runs.RunAsync(spec)).Error.ShouldBeNull(runs.Output.ToString());
        var report = TrainRuns.Evaluation(spec);
        var validation = report.Curve!.Where(point => point.Split == Split.Validation).ToArray();
        validation.Length.ShouldBe(report.BestRound + 6);
        validation.MinBy(point => point.Value)!.Round.ShouldBe(report.BestRound);
        report.Parity!.MaxDifference.ShouldBeLessThanOrEqualTo(1e-5);
    }

    [Theory]
    [InlineData("""{"n_estimators":5,"num_parallel_tree":4,"subsample":0.5,"base_score":0.2}""")]
    [InlineData("""{"n_estimators":5,"max_depth":0,"grow_policy":"lossguide","max_leaves":31}""")]
    [InlineData("""{"n_estimators":3,"min_child_weight":1000000}""")]
    [InlineData("""{"n_estimators":5,"tree_method":"exact"}""")]
    [InlineData("""{"n_estimators":5,"booster":"dart","rate_drop":0.5}""")]
    public async Task Any_kind_of_trees_comes_out_as_it_was_learned(string hyperparameters)
    {
        using var dataset = new TestDataset(TestDataset.Shop, TestDataset.ShopColumns, 4_000);
        var result = await runs.RunAsync(runs.Spec(dataset, "clicked", LearningTask.Binary, hyperparameters));
        result.Error.ShouldBeNull(runs.Output.ToString());
        result.Train!.Parity!.MaxDifference.ShouldBeLessThanOrEqualTo(1e-5);
    }

    [Fact]
    [Trait("Capability", "T14")]
    public async Task A_constant_model_is_reported()
    {
        using var dataset = new TestDataset(TestDataset.Shop, TestDataset.ShopColumns, 2_000);
        var result = await runs.RunAsync(runs.Spec(dataset, "clicked", LearningTask.Binary, """{"n_estimators":3,"min_child_weight":1000000}"""));
        result.Train!.Warnings.ShouldNotBeNull().ShouldContain(warning => warning.Contains("same for every row"));
    }

    [Fact]
    public async Task A_signal_ends_the_run_tidily_and_asks_for_another_try()
    {
        using var dataset = new TestDataset(TestDataset.Shop, TestDataset.ShopColumns, 2_000);
        using var stop = new CancellationTokenSource();
        var spec = runs.Spec(dataset, "clicked", LearningTask.Binary, """{"n_estimators":1000000}""");
        var run = runs.RunAsync(spec, stop.Token);
        stop.CancelAfter(TimeSpan.FromSeconds(1));
        var result = await run;
        runs.ExitCode.ShouldBe(StepExitCode.Temporary);
        result.Error!.Reason.ShouldBe("Interrupted");
        File.Exists(TrainRuns.FileOf(spec, "model.onnx")).ShouldBeFalse();
    }

    public void Dispose() => runs.Dispose();
}
