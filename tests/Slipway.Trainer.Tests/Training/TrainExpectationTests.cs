using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Features;
using Slipway.Contracts.Models;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.DuckDb;
using Slipway.OnnxRuntime;

namespace Slipway.Trainer.Tests.Training;

/// <summary>Expectations of features on the training data, and the list of them that goes with the model.</summary>
[Trait("Capability", "F11")]
public sealed class TrainExpectationTests : IDisposable
{
    private readonly TrainRuns runs = new();

    [Fact]
    public async Task A_broken_expectation_refuses_the_run_with_feature_rule_and_rows()
    {
        using var dataset = Shop();
        var spec = Spec(dataset, new Expectation { Name = "cheap", Maximum = 50 });
        var result = await runs.RunAsync(spec);
        result.Error.ShouldNotBeNull().Reason.ShouldBe("ExpectationsNotMet");
        result.Error.Message.ShouldMatch("^Feature 'price' breaks its expectation 'cheap' \\(maximum 50\\) in [0-9]+ of 1200 rows of the train split.$");
        result.Error.Remedy.ShouldContain("expectation in the FeatureSet");
        runs.ExitCode.ShouldBe(StepExitCode.Refused);
        File.Exists(TrainRuns.FileOf(spec, "model.onnx")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_broken_warning_is_reported_and_the_model_counts_the_same_rows_as_training()
    {
        using var dataset = Shop();
        var spec = Spec(
            dataset, new Expectation { Name = "cheap", Maximum = 50, Severity = Severity.Warn }, new Expectation { Name = "filled", MaxMissingPercent = 1, Severity = Severity.Warn },
            new Expectation { Name = "sane", Expression = "price < 1000 or visits > 1" });
        var result = await runs.RunAsync(spec);
        result.Error.ShouldBeNull(runs.Output.ToString());
        result.Train!.Warnings.ShouldNotBeNull().Count(warning => warning.Contains("'cheap'") || warning.Contains("'filled'")).ShouldBe(2);

        var report = TrainRuns.Evaluation(spec).Expectations.ShouldNotBeNull();
        report.Select(one => (one.Check.Expectation, one.Rows, one.Held)).ShouldBe([("cheap", 1200, false), ("filled", 1200, false), ("sane", 1200, true)]);
        var (checks, counts) = CountAsServed(spec, dataset);
        checks.Where(check => check.Expectation is null).Select(check => check.Feature).ShouldBe(["price", "visits"]);
        foreach (var one in report) counts[checks.ToList().IndexOf(one.Check)].ShouldBe(one.Counted, one.Check.Expectation);
        counts[1].ShouldBeGreaterThan(0);
    }

    [Fact]
    [Trait("Capability", "F6")]
    public async Task A_default_reaches_the_model_and_a_training_only_expectation_does_not()
    {
        using var dataset = Shop();
        var spec = Spec(dataset) with
        {
            Features =
            [
                new Feature { Name = "price", Default = -1 }, new Feature { Name = "visits" },
                new Feature { Name = "spent", Availability = Availability.TrainingOnly, Expectations = [new Expectation { Name = "positive", Minimum = 1e9, Severity = Severity.Warn }] },
            ],
        };
        (await runs.RunAsync(spec)).Error.ShouldBeNull(runs.Output.ToString());
        TrainRuns.Evaluation(spec).Expectations.ShouldNotBeNull().ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            one => one.Held.ShouldBeFalse(), one => one.Counted.ShouldBe(1200));
        var (checks, counts) = CountAsServed(spec, dataset);
        checks.ShouldBe([new FeatureCheck { Feature = "visits" }, new FeatureCheck { Feature = "price" }]);
        counts[1].ShouldBeGreaterThan(50);
    }

    public void Dispose() => runs.Dispose();

    private static TestDataset Shop() => new(TestDataset.Shop, TestDataset.ShopColumns, 2_000);

    private TrainSpec Spec(TestDataset dataset, params Expectation[] expectations) =>
        runs.Spec(dataset, "clicked", LearningTask.Binary, """{"n_estimators":3}""") with
        {
            Features = [new Feature { Name = "price", Expectations = expectations }, new Feature { Name = "visits" }],
        };

    /// <summary>Sends the train rows through the exported file as a server would, and reads its counts.</summary>
    private static (IReadOnlyList<FeatureCheck> Checks, long[] Counts) CountAsServed(TrainSpec spec, TestDataset dataset)
    {
        using var database = Database.OpenInMemory(new DatabaseSettings { Threads = 1 });
        using var connection = database.Connect();
        var rows = connection.Query($"SELECT price, CAST(visits AS DOUBLE) FROM read_parquet({SqlText.Literal(Path.Combine(dataset.Folder, "Train.parquet"))})").ReadRows();
        using var session = OrtSession.Load(File.ReadAllBytes(TrainRuns.FileOf(spec, "model.onnx")));
        using var price = OrtTensor.Over<double>(rows.Select(row => row[0] as double? ?? double.NaN).ToArray(), rows.Count, 1);
        using var visits = OrtTensor.Over<double>(rows.Select(row => row[1] as double? ?? double.NaN).ToArray(), rows.Count, 1);
        using var counts = session.Run(new Dictionary<string, OrtTensor> { ["price"] = price, ["visits"] = visits }, [ModelMetadataKeys.ChecksOutput])[0];
        return (JsonSerializer.Deserialize(session.Metadata[ModelMetadataKeys.Checks], ContractsJson.Default.IReadOnlyListFeatureCheck)!, counts.AsSpan<long>().ToArray());
    }
}
