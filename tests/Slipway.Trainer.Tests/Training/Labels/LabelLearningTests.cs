using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.DuckDb;
using Slipway.Trainer.Training.Labels;
using Column = Slipway.Contracts.Data.Column;
using ColumnType = Slipway.Contracts.Data.ColumnType;

namespace Slipway.Trainer.Tests.Training.Labels;

[Trait("Capability", "D15")]
public sealed class LabelLearningTests : IDisposable
{
    // The truth is whether x + y > 1, but for one row in twenty, whose label is turned round.
    private const string Rows = """
        SELECT i AS id, (hash(i) % 1000)::DOUBLE / 1000 AS x, (hash(i, 3) % 1000)::DOUBLE / 1000 AS y, x + y > 1 AS truth, hash(i, 9) % 20 = 0 AS turned FROM range(8000) t(i)
        """;

    private readonly TrainRuns runs = new();

    public void Dispose() => runs.Dispose();

    [Fact]
    public async Task Labels_that_were_turned_round_are_found()
    {
        using var data = Data("*, truth <> turned AS label", manifest => manifest with { Key = ["id"] });
        var spec = Spec(data) with { Evaluation = new EvaluationPolicy { LabelNoise = new LabelNoisePolicy { Folds = 4, Rows = 200, MaxPercent = 1 } } };
        var result = await RunAsync(spec);

        var noise = TrainRuns.Evaluation(spec).LabelNoise!;
        var turned = Query(data, "SELECT id::VARCHAR FROM train WHERE turned").Select(row => (string)row[0]!).ToHashSet();
        noise.Rows.ShouldBe(4800);
        noise.Examples.Count.ShouldBe(200);
        noise.Examples.Count(example => turned.Contains(example.Key!["id"]!)).ShouldBeGreaterThan(150);
        noise.Pairs.Sum(pair => pair.Rows).ShouldBe(noise.Suspicious);
        ((double)noise.Suspicious).ShouldBeInRange(turned.Count * 0.7, turned.Count * 3);
        result.Train!.Warnings!.ShouldContain(warning => warning.Contains("labels 'label' of the train split are probably wrong"));

        using var secret = Data("*, truth <> turned AS label", manifest => manifest with
        {
            Key = ["id"], Columns = [.. manifest.Columns.Select(column => column.Name == "id" ? column with { Sensitivity = Sensitivity.Personal } : column)],
        });
        var redacted = Spec(secret, "redacted") with { Evaluation = spec.Evaluation };
        await RunAsync(redacted);
        TrainRuns.Evaluation(redacted).LabelNoise!.Examples.ShouldAllBe(example => example.Key!["id"] == "***");
    }

    [Fact]
    public async Task Rows_without_a_label_are_refused_unless_they_are_to_be_left_out()
    {
        using var data = Data("*, CASE WHEN id % 10 < 6 THEN truth END AS label");
        var refused = (await runs.RunAsync(Spec(data), TestContext.Current.CancellationToken)).Error!;
        refused.Reason.ShouldBe("MissingLabels");

        var spec = Spec(data, "left") with { Unlabelled = UnlabelledRows.LeaveOut };
        var result = await RunAsync(spec);
        var report = TrainRuns.Evaluation(spec);
        report.Unlabelled!.Select(each => each.Split).ShouldBe([Split.Train, Split.Validation, Split.Test]);
        result.Train!.Rows.ShouldBe(4800 - report.Unlabelled![0].Rows);
        report.Metrics.First(metric => metric is { Split: Split.Test, Slice: null }).N.ShouldBe(2400 - report.Unlabelled[2].Rows);
        report.SelfTraining.ShouldBeNull();
    }

    [Fact]
    public async Task Self_training_labels_rows_of_the_train_split_that_it_is_sure_of_and_says_which()
    {
        using var data = Data("*, CASE WHEN hash(id, 77) % 10 = 0 THEN truth END AS label", manifest => manifest with { Key = ["id"] });
        var spec = Spec(data) with { SelfTraining = new SelfTraining { MinConfidence = 0.9, MaxRounds = 2 } };
        var result = await RunAsync(spec);

        var report = TrainRuns.Evaluation(spec);
        var done = report.SelfTraining!;
        done.Unlabelled.ShouldBe(report.Unlabelled![0].Rows);
        done.Rounds[0].Added.ShouldBe(0);
        done.Rounds[1].Added.ShouldBeInRange(500, done.Unlabelled);
        done.Rounds.ShouldAllBe(round => round.Validation >= done.Rounds[done.Kept].Validation);
        result.Train!.Rows.ShouldBe(4800 - done.Unlabelled + done.Rounds[done.Kept].Added);
        if (done.Kept == 0) return;
        var rows = Query(data, $"SELECT count(*), min(probability), count(*) FILTER (WHERE \"class\" = truth::VARCHAR), count(*) FILTER (WHERE label IS NOT NULL) FROM read_parquet({SqlText.Literal(TrainRuns.FileOf(spec, "pseudo-labels.parquet"))}) JOIN train USING (id)")[0];
        rows[0].ShouldBe(done.Rounds[done.Kept].Added);
        ((double)rows[1]!).ShouldBeGreaterThanOrEqualTo(0.9);
        ((long)rows[2]!).ShouldBeGreaterThan((long)rows[0]! * 9 / 10);
        rows[3].ShouldBe(0L, "a label that somebody gave is never replaced");
    }

    [Theory]
    [InlineData(UncertaintyMethod.Margin)]
    [InlineData(UncertaintyMethod.Entropy)]
    public async Task The_rows_that_the_model_is_least_sure_of_are_listed(UncertaintyMethod method)
    {
        using var data = Data("*, CASE WHEN id % 4 > 0 THEN truth END AS label", manifest => manifest with { Key = ["id"] });
        var spec = Spec(data) with { Unlabelled = UnlabelledRows.LeaveOut, Evaluation = new EvaluationPolicy { ActiveLearning = new ActiveLearning { Rows = 40, Method = method } } };
        await RunAsync(spec);

        var report = TrainRuns.Evaluation(spec).Uncertain!;
        (report.Rows, report.Of, report.Unlabelled).ShouldBe((40, 2000, true));
        var file = $"read_parquet({SqlText.Literal(TrainRuns.FileOf(spec, "uncertain.parquet"))})";
        Query(data, $"SELECT column_name FROM (DESCRIBE SELECT * FROM {file})").Select(row => row[0]).ShouldBe(["split", "row", "id", "class", "probability", "uncertainty"]);
        var near = Query(data, $"SELECT count(*), count(*) FILTER (WHERE label IS NULL), avg(abs(x + y - 1)), min(uncertainty), max(uncertainty) FROM {file} JOIN rows USING (id)")[0];
        (near[0], near[1]).ShouldBe((40L, 40L));
        ((double)near[2]!).ShouldBeLessThan(0.15, "the border is where x + y is 1");
        ((double)near[3]!).ShouldBeInRange(0.2, 1);
        ((double)near[4]!).ShouldBeInRange((double)near[3]!, 1);
    }

    [Fact]
    public void Confident_learning_follows_its_definition()
    {
        // Mean probability of class 1 among rows labelled 1 is 0.6, of class 0 among those labelled 0 is 0.65.
        var probabilities = new Probabilities([0.9f, 0.3f, 0.2f, 0.1f, 0.75f], 1);
        int[] labels = [1, 1, 0, 0, 0];
        var thresholds = ConfidentLearning.Thresholds(probabilities, labels);
        thresholds[0].ShouldBe((0.8 + 0.9 + 0.25) / 3, 1e-6);
        thresholds[1].ShouldBe(0.6, 1e-6);
        ConfidentLearning.Find(probabilities, labels, thresholds).Select(each => (each.Row, each.Given, each.Suggested)).ShouldBe([(4, 0, 1), (1, 1, 0)]);
    }

    [Fact]
    public void Balanced_pseudo_labels_keep_the_shares_of_the_labelled_rows()
    {
        var probabilities = new Probabilities([0.99f, 0.98f, 0.97f, 0.02f, 0.5f, 0.96f], 1);
        PseudoLabels.Choose(new SelfTraining { Balance = false }, probabilities, [0.5, 0.5]).Select(label => label.Row).ShouldBe([0, 1, 2, 3, 5]);
        PseudoLabels.Choose(new SelfTraining(), probabilities, [0.5, 0.5]).Select(label => (label.Row, label.Class)).ShouldBe([(0, 1), (3, 0)]);
        PseudoLabels.Choose(new SelfTraining { MinConfidence = 0.985 }, probabilities, [0.5, 0.5]).ShouldBeEmpty("no row of one class is sure enough");
    }

    private static TestDataset Data(string columns, Func<DatasetManifest, DatasetManifest>? edit = null) => new(
        $"SELECT {columns} FROM ({Rows})",
        [
            Of("id", ColumnType.Int64), Of("x", ColumnType.Float64), Of("y", ColumnType.Float64), Of("truth", ColumnType.Boolean), Of("turned", ColumnType.Boolean),
            Of("label", ColumnType.Boolean) with { Nullable = true },
        ], 8000, edit);

    private TrainSpec Spec(TestDataset data, string output = "out") => runs.Spec(data, "label", LearningTask.Binary, """{"n_estimators":30,"max_depth":4}""", output) with
    {
        Features = [new() { Name = "x" }, new() { Name = "y" }],
    };

    private async Task<StepResult> RunAsync(TrainSpec spec)
    {
        var result = await runs.RunAsync(spec, TestContext.Current.CancellationToken);
        result.Error.ShouldBeNull();
        return result;
    }

    private static IReadOnlyList<object?[]> Query(TestDataset data, string sql)
    {
        using var database = Database.OpenInMemory();
        using var connection = database.Connect();
        connection.Execute($"CREATE VIEW train AS SELECT * FROM read_parquet({SqlText.Literal(Path.Combine(data.Folder, "Train.parquet"))})");
        connection.Execute($"CREATE VIEW rows AS SELECT * FROM read_parquet({SqlText.Literal(Path.Combine(data.Folder, "*.parquet"))})");
        using var result = connection.Query(sql);
        return result.ReadRows();
    }

    private static Column Of(string name, ColumnType type) => new() { Name = name, Type = type };
}
