using System.Text.Json;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Column = Slipway.Contracts.Data.Column;
using ColumnType = Slipway.Contracts.Data.ColumnType;

namespace Slipway.Trainer.Tests.Training.Behaviour;

/// <summary>Behaviour tests of real models: what they find is known from how the labels were made.</summary>
[Trait("Capability", "E5")]
public sealed class BehaviourTests : IDisposable
{
    // The label is that of women with a price above 40; hair says nothing, and no feature reads it.
    private const string Rows = """
        SELECT i AS id, CASE WHEN hash(i) % 2 = 0 THEN 'f' ELSE 'm' END AS sex, ['red', 'brown', 'grey'][1 + (hash(i, 2) % 3)::INT] AS hair,
          CASE WHEN hash(i, 4) % 10 = 0 THEN NULL ELSE (hash(i, 3) % 10000)::DOUBLE / 100 END AS price, (hash(i, 5) % 60)::BIGINT AS age, sex = 'f' AND coalesce(price, 0) > 40 AS label
        FROM range(4000) t(i)
        """;

    private readonly TrainRuns runs = new();
    private readonly TestDataset data = new(Rows,
        [Of("id", ColumnType.Int64), Of("sex", ColumnType.String), Of("hair", ColumnType.String), Of("price", ColumnType.Float64), Of("age", ColumnType.Int64), Of("label", ColumnType.Boolean)], 4000,
        manifest => manifest with { Key = ["id"] });

    public void Dispose()
    {
        data.Dispose();
        runs.Dispose();
    }

    [Fact]
    public async Task Each_kind_of_test_finds_what_the_model_does_and_gates_judge_it()
    {
        var (spec, result) = await RunAsync(
            [
                new() { Name = "sex", Type = BehaviourType.Invariance, Column = "sex", Where = "price > 50" },
                new() { Name = "hair", Type = BehaviourType.Invariance, Column = "hair", Values = ["red", "grey", "blue"] },
                new() { Name = "dearer", Type = BehaviourType.Directional, Column = "price", By = 60, Expect = ExpectedDirection.NotRise, Tolerance = 0.05, Where = "sex = 'f'" },
                new() { Name = "cheaper", Type = BehaviourType.Directional, Column = "price", By = -60, Expect = ExpectedDirection.NotRise, Tolerance = 0.05 },
                new() { Name = "noise", Type = BehaviourType.Perturbation, Columns = ["price"], Noise = 0.1 },
                new() { Name = "tiny-noise", Type = BehaviourType.Perturbation, Noise = 0 },
                new() { Name = "men", Type = BehaviourType.MinimumFunctionality, Where = "sex = 'm'", Max = 0.2, Label = "false" },
                new() { Name = "cases", Type = BehaviourType.MinimumFunctionality, Min = 0.9, Cases = [Case("a dear one", """{"sex":"f","price":90,"age":30}"""), Case(null, """{"sex":"m","price":90}""")] },
                new() { Name = "nobody", Type = BehaviourType.MinimumFunctionality, Where = "age > 1000", Max = 0.5 },
            ],
            new Gate { Metric = "failure_rate[sex]", Max = 0.01 }, new Gate { Metric = "failure_rate[men]", Max = 0 }, new Gate { Metric = "failure_rate[nobody]", Max = 1 }, new Gate { Metric = "largest_change[hair]", Max = 0 });
        var report = TrainRuns.Evaluation(spec);
        var found = report.Behaviour!.ToDictionary(test => test.Name);

        // Every row above 50 is a woman's or becomes one.
        found["sex"].Rows.ShouldBeInRange(400, 700);
        found["sex"].Failures.ShouldBe(found["sex"].Rows);
        found["sex"].Low!.Value.ShouldBeGreaterThan(0.98);
        found["sex"].Statement.ShouldBe("The label stays when sex is any of f, m (price > 50).");
        var example = found["sex"].Examples![0];
        (example.Source, example.LabelBefore == example.LabelAfter, example.Changed["sex"]).ShouldBe(("Test", false, example.LabelBefore == "true" ? "f -> m" : "m -> f"));
        Math.Abs(example.Before!.Value - example.After!.Value).ShouldBeGreaterThan(0.5);
        example.Key!["id"].ShouldNotBeNull();

        (found["hair"].Rows, found["hair"].Failures, found["hair"].LargestChange).ShouldBe((1200, 0, 0));
        result.Train!.Warnings!.ShouldContain(warning => warning.Contains("'hair', which the model does not read"));

        // A price that crosses 40 raises it; rows without a price cannot be raised.
        found["dearer"].FailureRate!.Value.ShouldBeInRange(0.3, 0.5);
        found["dearer"].Examples!.ShouldAllBe(each => each.After > each.Before);
        found["dearer"].Rows.ShouldBeInRange(450, 620);
        found["cheaper"].Failures.ShouldBe(0);

        // Half of the women, and of them those within about 3 of 40.
        found["noise"].FailureRate!.Value.ShouldBeInRange(0.002, 0.05);
        (found["tiny-noise"].Rows, found["tiny-noise"].Failures, found["tiny-noise"].MeanChange).ShouldBe((1200, 0, 0));

        found["men"].Failures.ShouldBe(0);
        found["men"].Rows.ShouldBeInRange(500, 700);
        (found["cases"].Rows, found["cases"].Failures).ShouldBe((2, 1));
        var failed = found["cases"].Examples!.ShouldHaveSingleItem();
        (failed.Source, failed.Row, failed.Key, failed.Changed["price"], failed.Changed["sex"]).ShouldBe(("case 2", 2, null, "90.0", "m"));
        (found["nobody"].Rows, found["nobody"].FailureRate).ShouldBe((0, null));

        result.Train.Gates!.Select(gate => gate.Passed).ShouldBe([false, true, false, true]);
        result.Train.Gates![2].Message.ShouldBe("failure_rate[nobody] is undefined on the 0 test rows.");
        report.Metrics.Single(metric => metric.Metric == "failure_rate[sex]").N.ShouldBe(found["sex"].Rows);
    }

    [Fact]
    public async Task Values_of_personal_columns_are_in_no_report()
    {
        using var personal = new TestDataset(Rows, [Of("id", ColumnType.Int64, Sensitivity.Personal), Of("sex", ColumnType.String, Sensitivity.Personal), Of("price", ColumnType.Float64), Of("age", ColumnType.Int64), Of("label", ColumnType.Boolean)], 3000, manifest => manifest with { Key = ["id"] });
        var (spec, _) = await RunAsync([new() { Name = "sex", Type = BehaviourType.Invariance, Column = "sex" }], personal);
        var test = TrainRuns.Evaluation(spec).Behaviour![0];
        test.Failures.ShouldBeGreaterThan(0);
        test.Statement.ShouldContain("any of 2 values");
        test.Examples!.ShouldAllBe(example => example.Key!["id"] == "***" && example.Changed["sex"] == "***");
    }

    public static TheoryData<BehaviourTest, string> Wrong => new()
    {
        { new() { Name = "x", Type = BehaviourType.Invariance, Column = "colour" }, "there is no column 'colour'" },
        { new() { Name = "x", Type = BehaviourType.Invariance, Column = "age", Values = ["1", "many"] }, "value 'many' is no Int64" },
        { new() { Name = "x", Type = BehaviourType.Directional, Column = "sex", By = 1, Expect = ExpectedDirection.NotFall }, "column 'sex' is String, and a number is needed" },
        { new() { Name = "x", Type = BehaviourType.Directional, Column = "age", By = 0.5, Expect = ExpectedDirection.NotFall }, "has whole numbers" },
        { new() { Name = "x", Type = BehaviourType.MinimumFunctionality, Where = "agee < 18", Max = 1 }, "agee" },
        { new() { Name = "x", Type = BehaviourType.MinimumFunctionality, Where = "age < (SELECT max(age) FROM split_train)", Max = 1 }, "it reads 'split_train'" },
        { new() { Name = "x", Type = BehaviourType.MinimumFunctionality, Where = "random() < 0.5", Max = 1 }, "random()" },
        { new() { Name = "x", Type = BehaviourType.MinimumFunctionality, Label = "yes" }, "label 'yes' is no class" },
        { new() { Name = "x", Type = BehaviourType.MinimumFunctionality, Max = 1, Cases = [Case(null, """{"hair":"red"}""")] }, "'hair', which the model does not read" },
        { new() { Name = "x", Type = BehaviourType.MinimumFunctionality, Max = 1, Cases = [Case(null, """{"age":"old"}""")] }, "old" },
    };

    [Theory, MemberData(nameof(Wrong))]
    public async Task A_test_that_cannot_be_run_is_named(BehaviourTest test, string why)
    {
        var spec = Spec(data, [test]) with { Hyperparameters = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>("""{"n_estimators":1,"max_depth":1}""") };
        var error = (await runs.RunAsync(spec, TestContext.Current.CancellationToken)).Error.ShouldNotBeNull();
        error.Reason.ShouldBe("InvalidBehaviourTest");
        error.Message.ShouldStartWith("evaluation.behaviour 'x' cannot be run: ");
        error.Message.ShouldContain(why);
    }

    private Task<(TrainSpec Spec, StepResult Result)> RunAsync(IReadOnlyList<BehaviourTest> tests, params Gate[] gates) => RunAsync(tests, data, gates);

    private async Task<(TrainSpec Spec, StepResult Result)> RunAsync(IReadOnlyList<BehaviourTest> tests, TestDataset dataset, params Gate[] gates)
    {
        var spec = Spec(dataset, tests) with { Gates = gates };
        var result = await runs.RunAsync(spec, TestContext.Current.CancellationToken);
        result.Error.ShouldBeNull();
        return (spec, result);
    }

    private TrainSpec Spec(TestDataset dataset, IReadOnlyList<BehaviourTest> tests) => runs.Spec(dataset, "label", LearningTask.Binary, """{"n_estimators":30,"max_depth":3,"eta":0.5}""") with
    {
        Features = [new() { Name = "sex", Expr = "one_hot(sex, 5)" }, new() { Name = "price" }, new() { Name = "age" }], Evaluation = new EvaluationPolicy { Behaviour = tests },
    };

    private static BehaviourCase Case(string? description, string inputs) => new() { Description = description, Inputs = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(inputs)! };

    private static Column Of(string name, ColumnType type, Sensitivity sensitivity = Sensitivity.Public) => new() { Name = name, Type = type, Nullable = true, Sensitivity = sensitivity };
}
