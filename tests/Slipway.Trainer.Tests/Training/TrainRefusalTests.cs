using Slipway.Contracts.Data;
using Slipway.Contracts.Features;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Column = Slipway.Contracts.Data.Column;
using ColumnType = Slipway.Contracts.Data.ColumnType;

namespace Slipway.Trainer.Tests.Training;

/// <summary>What must not be trained on, and what the user is told.</summary>
public sealed class TrainRefusalTests : IDisposable
{
    private readonly TrainRuns runs = new();

    [Fact]
    public async Task Data_of_another_role_is_never_trained_on()
    {
        using var dataset = Shop(edit: manifest => manifest with { Role = DatasetRole.Golden });
        await Refused(Spec(dataset), StepExitCode.Refused, "RoleNotTraining", "Golden");
    }

    [Fact]
    [Trait("Capability", "T7")]
    public async Task Nothing_comes_from_zero_rows()
    {
        using var dataset = Shop(edit: manifest => manifest with { Rows = manifest.Rows with { Train = 0 } });
        await Refused(Spec(dataset), StepExitCode.Refused, "NoTrainingRows", "zero rows");
    }

    [Fact]
    public async Task A_version_other_than_the_pinned_one_is_refused()
    {
        using var dataset = Shop();
        await Refused(Spec(dataset) with { Dataset = dataset.Pin with { Digest = "sha256:" + new string('b', 64) } }, StepExitCode.Refused, "DigestMismatch", "pinned to sha256:bbb");
    }

    [Fact]
    public async Task A_damaged_file_is_refused()
    {
        using var dataset = Shop();
        var path = Path.Combine(dataset.Folder, "Train.parquet");
        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);
        await Refused(Spec(dataset), StepExitCode.Refused, "DigestMismatch", "Train.parquet");
    }

    [Fact]
    public async Task A_missing_file_is_named()
    {
        using var dataset = Shop();
        File.Delete(Path.Combine(dataset.Folder, "Test.parquet"));
        await Refused(Spec(dataset), StepExitCode.Invalid, "NotFound", "Test.parquet");
    }

    [Fact]
    public async Task A_file_that_is_no_Parquet_is_refused()
    {
        using var dataset = Shop(edit: manifest => manifest with
        {
            Files = [.. manifest.Files.Select(file => file.Split == Split.Train ? file with { Sha256 = Storage.Digest.Of("junk"u8) } : file)],
        });
        await File.WriteAllTextAsync(Path.Combine(dataset.Folder, "Train.parquet"), "junk", TestContext.Current.CancellationToken);
        await Refused(Spec(dataset), StepExitCode.Refused, "UnreadableData", "Train.parquet");
    }

    [Theory]
    [InlineData("SELECT 1.5 AS x, NULL::BOOLEAN AS clicked FROM range(100)", "MissingLabels", "70 of 70|30 of 30|60 of 60|10 of 10")]
    [InlineData("SELECT i::DOUBLE AS x, true AS clicked FROM range(100) t(i)", "OneClass", "'true'")]
    [InlineData("SELECT i::DOUBLE AS x, (i % 3)::VARCHAR AS clicked FROM range(100) t(i)", "TooManyClasses", "3 values")]
    [InlineData("SELECT i::DOUBLE AS x, CASE WHEN i % 100 < 29 THEN 'odd' ELSE (i % 2)::VARCHAR END AS clicked FROM range(100) t(i)", "UnknownClass", "'odd'")]
    public async Task Labels_that_cannot_be_learned_are_refused(string select, string reason, string words)
    {
        using var dataset = new TestDataset(select, [new Column { Name = "x", Type = ColumnType.Float64 }, new Column { Name = "clicked", Type = ColumnType.String }], 100);
        await Refused(Spec(dataset) with { Features = [new Feature { Name = "x" }] }, StepExitCode.Refused, reason, words);
    }

    [Fact]
    public async Task Labels_that_are_no_numbers_are_refused_for_regression()
    {
        using var dataset = new TestDataset(
            "SELECT i::DOUBLE AS x, CASE WHEN i = 50 THEN 'nan'::DOUBLE ELSE i END AS y FROM range(100) t(i)",
            [new Column { Name = "x", Type = ColumnType.Float64 }, new Column { Name = "y", Type = ColumnType.Float64 }], 100);
        await Refused(Spec(dataset) with { Features = [new Feature { Name = "x" }], Label = "y", Task = LearningTask.Regression }, StepExitCode.Refused, "MissingLabels", "no value in label 'y'");
    }

    [Theory]
    [InlineData("price", "LabelNotNumeric|OneClass|TooManyClasses", LearningTask.Binary, StepExitCode.Refused)]
    [InlineData("clickt", "UnknownLabel", LearningTask.Binary, StepExitCode.Invalid)]
    [InlineData("tier", "LabelNotNumeric", LearningTask.Regression, StepExitCode.Invalid)]
    public async Task A_label_must_exist_and_fit_its_task(string label, string reason, LearningTask task, int exitCode)
    {
        using var dataset = new TestDataset(TestDataset.Shop.Replace("price, visits", "coalesce(price, 0) AS price, visits", StringComparison.Ordinal), TestDataset.ShopColumns, 1_000);
        await Refused(Spec(dataset) with { Label = label, Task = task, Features = [new Feature { Name = "visits" }] }, exitCode, reason, label);
    }

    [Fact]
    public async Task A_feature_that_reads_the_label_is_a_leak()
    {
        using var dataset = Shop();
        await Refused(Spec(dataset) with { Features = [new Feature { Name = "clicked" }] }, StepExitCode.Invalid, "LabelLeak", "'clicked'");
    }

    [Fact]
    public async Task A_wrong_feature_is_named()
    {
        using var dataset = Shop();
        await Refused(Spec(dataset) with { Features = [new Feature { Name = "x", Expr = "log1p(prize)" }] }, StepExitCode.Invalid, "InvalidFeatures", "prize");
    }

    [Fact]
    public async Task An_unknown_hyperparameter_is_named_before_anything_is_trained()
    {
        using var dataset = Shop();
        await Refused(runs.Spec(dataset, "clicked", LearningTask.Binary, """{"max_dept":3}"""), StepExitCode.Invalid, "UnknownHyperparameter", "max_dept");
    }

    [Fact]
    public async Task What_XGBoost_refuses_is_told_in_its_words()
    {
        using var dataset = Shop();
        await Refused(runs.Spec(dataset, "clicked", LearningTask.Binary, """{"subsample":7}"""), StepExitCode.Invalid, "LearnerRefused", "subsample");
    }

    [Fact]
    public async Task Early_stopping_needs_validation_rows()
    {
        using var dataset = Shop(validationPercent: 0);
        await Refused(runs.Spec(dataset, "clicked", LearningTask.Binary, """{"early_stopping_rounds":3}"""), StepExitCode.Invalid, "NoValidationRows", "early_stopping_rounds");
        (await runs.RunAsync(Spec(dataset))).Train!.Warnings.ShouldNotBeNull().ShouldContain(warning => warning.Contains("threshold"));
    }

    [Fact]
    public async Task A_slice_by_an_unknown_column_is_named()
    {
        using var dataset = Shop();
        await Refused(Spec(dataset) with { Evaluation = new EvaluationPolicy { Slices = [new Slice { Column = "land" }] } }, StepExitCode.Invalid, "UnknownSliceColumn", "'land'");
    }

    public void Dispose() => runs.Dispose();

    private static TestDataset Shop(Func<DatasetManifest, DatasetManifest>? edit = null, int validationPercent = 10) =>
        new(TestDataset.Shop, TestDataset.ShopColumns, 1_000, edit, validationPercent);

    private TrainSpec Spec(TestDataset dataset) => runs.Spec(dataset, "clicked", LearningTask.Binary, """{"n_estimators":3}""");

    private async Task Refused(TrainSpec spec, int exitCode, string reasons, string words)
    {
        var result = await runs.RunAsync(spec);
        result.Error.ShouldNotBeNull();
        reasons.Split('|').ShouldContain(result.Error.Reason, result.Error.Message);
        words.Split('|').ShouldContain(word => result.Error.Message.Contains(word), result.Error.Message);
        result.Error.Remedy.ShouldNotBeEmpty();
        runs.ExitCode.ShouldBe(exitCode);
        File.Exists(TrainRuns.FileOf(spec, "model.onnx")).ShouldBeFalse();
    }
}
