using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;

namespace Slipway.Trainer.Tests.Snapshot.Labels;

[Trait("Capability", "D15")]
public sealed class WeakLabelTests : IDisposable
{
    private readonly SnapshotRun run = new();

    public void Dispose() => run.Dispose();

    [Fact]
    public async Task Functions_label_rows_and_their_coverage_overlap_and_conflicts_are_counted()
    {
        run.Write("a.csv", "id,text,amount\n1,you are a WINNER,0\n2,win free-range eggs,0\n3,hello,900\n4,free lunch,900\n5,nothing,0\n6,winners only,0\n");
        var manifest = await run.SucceedAsync(Spec(
            new LabelFunction { Name = "words", Column = "text", Keywords = ["free", "winner"], Value = "true" },
            new LabelFunction { Name = "greeting", Column = "text", Pattern = "^hel", Value = "false" },
            new LabelFunction { Name = "large", Expression = "amount > 500", Value = "false" }));

        // A keyword is a whole word, whatever its case: "winners" is another one.
        run.Query(manifest, "SELECT id, spam, label_confidence FROM \"all\" ORDER BY id").Select(row => (row[0], row[1])).ShouldBe(
            [(1L, true), (2L, true), (3L, false), (4L, false), (5L, (object?)null), (6L, null)]);
        var weak = manifest.Labels!.Weak!;
        (weak.Known, weak.Labelled, weak.Unlabelled).ShouldBe((0, 4, 2));
        weak.Functions.Select(function => (function.Name, function.Votes, function.CoveragePercent, function.OverlapPercent, function.ConflictPercent)).ShouldBe(
            [("words", 3, 50, 16.667, 16.667), ("greeting", 1, 16.667, 16.667, 0), ("large", 2, 33.333, 33.333, 16.667)]);
        manifest.Columns.Select(column => column.Name).ShouldBe(["id", "text", "amount", "spam", "label_confidence"]);
        manifest.Columns[3].Type.ShouldBe(ColumnType.Boolean);
        manifest.Findings!.ShouldContain(finding => finding.Message.Contains("No row has a known label in 'spam'"));
    }

    [Fact]
    public async Task Known_labels_stay_measure_the_functions_and_keep_votes_out_of_what_is_measured_on()
    {
        var text = string.Concat(Enumerable.Range(0, 400).Select(id =>
        {
            var spam = id % 4 == 0;
            var known = id % 2 == 0 ? spam.ToString().ToLowerInvariant() : "";
            // The word is in nine of ten spams and in one of ten others.
            return string.Create(CultureInfo.InvariantCulture, $"{id},{((id / 4 % 10 == 0) != spam ? "free" : "hello")},{known}\n");
        }));
        run.Write("a.csv", "id,text,spam\n" + text);
        var spec = Spec(
            new LabelFunction { Name = "free", Column = "text", Keywords = ["free"], Value = "true" },
            new LabelFunction { Name = "hello", Column = "text", Keywords = ["hello"], Value = "false" });
        spec = spec with { Columns = [.. spec.Columns.Where(column => column.Name != "amount"), new Column { Name = "spam", Type = ColumnType.Boolean, Nullable = true }] };
        var manifest = await run.SucceedAsync(spec);

        var weak = manifest.Labels!.Weak!;
        weak.Known.ShouldBe(200);
        weak.KnownAccuracyPercent.ShouldBe(90);
        weak.Functions[0].KnownAccuracyPercent!.Value.ShouldBe(90, 1);
        weak.Functions[0].EstimatedAccuracy!.Value.ShouldBe(0.9, 0.05);
        weak.Labelled.ShouldBe(manifest.Rows.Train - (long)run.Query(manifest, "SELECT count(*) FROM train WHERE label_confidence = 1")[0][0]!);
        run.Query(manifest, "SELECT count(*) FROM \"all\" WHERE id % 2 = 0 AND (spam <> (id % 4 = 0) OR label_confidence <> 1)")[0][0].ShouldBe(0L);
        run.Query(manifest, "SELECT count(*) FROM train WHERE spam IS NULL")[0][0].ShouldBe(0L);
        run.Query(manifest, "SELECT count(*) FROM test WHERE id % 2 = 1 AND spam IS NOT NULL")[0][0].ShouldBe(0L);
    }

    [Fact]
    public async Task The_same_rows_and_functions_give_the_same_version_and_other_functions_another()
    {
        run.Write("a.csv", "id,text,amount\n1,free,0\n2,hello,900\n3,free,900\n");
        var spec = Spec(new LabelFunction { Name = "free", Column = "text", Keywords = ["free"], Value = "true" }, new LabelFunction { Name = "large", Expression = "amount > 500", Value = "false" });
        var first = await run.SucceedAsync(spec);
        (await run.SucceedAsync(spec with { Threads = 1 })).Digest.ShouldBe(first.Digest);
        var stricter = spec with { Label = spec.Label! with { Model = new LabelModel { Method = LabelModelMethod.MajorityVote, MinConfidence = 0.9 } } };
        (await run.SucceedAsync(stricter)).Digest.ShouldNotBe(first.Digest);
    }

    [Theory]
    [InlineData("amount > (SELECT max(amount) FROM read_csv('/etc/passwd'))", "it reads rows from read_csv()")]
    [InlineData("random() > 0.5", "it calls random()")]
    [InlineData("no_such_column > 1", "no_such_column")]
    public async Task A_condition_that_may_not_be_run_is_refused(string expression, string why)
    {
        run.Write("a.csv", "id,text,amount\n1,free,0\n");
        var error = await run.FailAsync(Spec(new LabelFunction { Name = "bad", Expression = expression, Value = "true" }), StepExitCode.Invalid);
        error.Reason.ShouldBe("InvalidLabelFunction");
        error.Message.ShouldStartWith("Label function 'bad' cannot be used: ");
        error.Message.ShouldContain(why);
    }

    [Fact]
    public async Task A_value_that_the_label_cannot_have_is_refused()
    {
        run.Write("a.csv", "id,text,amount,spam\n1,free,0,true\n");
        var spec = Spec(new LabelFunction { Name = "odd", Column = "text", Keywords = ["free"], Value = "yes" });
        var error = await run.FailAsync(spec with { Columns = [.. spec.Columns, new Column { Name = "spam", Type = ColumnType.Boolean, Nullable = true }] }, StepExitCode.Invalid);
        error.Message.ShouldContain("value 'yes' is no Boolean as the label 'spam' writes it");
    }

    private SnapshotSpec Spec(params LabelFunction[] functions) => run.Spec() with
    {
        EventTime = null,
        Columns =
        [
            new Column { Name = "id", Type = ColumnType.Int64 }, new Column { Name = "text", Type = ColumnType.String, Nullable = true },
            new Column { Name = "amount", Type = ColumnType.Float64, Nullable = true },
        ],
        Label = new Label { Column = "spam", Functions = functions },
    };
}
