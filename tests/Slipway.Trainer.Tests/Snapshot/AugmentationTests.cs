using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;

namespace Slipway.Trainer.Tests.Snapshot;

[Trait("Capability", "D26")]
public sealed class AugmentationTests : IDisposable
{
    private readonly SnapshotRun run = new();

    public void Dispose() => run.Dispose();

    [Fact]
    public async Task Augmented_rows_are_in_the_train_split_with_their_originals_or_left_out()
    {
        // Two changed copies of each of 300 rows.
        var text = string.Concat(Enumerable.Range(0, 900).Select(id => string.Create(CultureInfo.InvariantCulture, $"{id},{id % 300},{id * 0.5},{(id >= 300 ? "true" : "false")}\n")));
        run.Write("a.csv", "id,original,price,copied\n" + text);
        var manifest = await run.SucceedAsync(Spec());

        var (validation, test) = (manifest.Rows.Validation, manifest.Rows.Test);
        manifest.Rows.Augmented.ShouldBe(2 * (validation + test));
        manifest.Rows.Train.ShouldBe(3 * (300 - validation - test));
        manifest.Augmented.ShouldBe(new AugmentedRows("copied", manifest.Rows.Train * 2 / 3, manifest.Rows.Augmented));
        (manifest.Rows.Kept + manifest.Rows.Augmented).ShouldBe(manifest.Rows.Read);
        run.Query(manifest, "SELECT count(*) FROM validation WHERE copied")[0][0].ShouldBe(0L);
        run.Query(manifest, "SELECT count(*) FROM test WHERE copied")[0][0].ShouldBe(0L);
        run.Query(manifest, "SELECT count(*) FROM train WHERE original IN (SELECT original FROM test)")[0][0].ShouldBe(0L, "no copy of a test row is learned from");
    }

    [Fact]
    public async Task The_mark_needs_the_original_and_a_set_that_is_measured_on_has_none()
    {
        run.Write("a.csv", "id,original,price,copied\n1,1,2,false\n");
        (await run.FailAsync(Spec() with { Splits = new SplitPolicy() }, StepExitCode.Invalid)).Message.ShouldContain("name the column with the original that a row was made from");
        (await run.FailAsync(Spec() with { Role = DatasetRole.Stress }, StepExitCode.Invalid)).Message.ShouldContain("a Stress set is measured on");
        (await run.FailAsync(Spec() with { Augmented = "price" }, StepExitCode.Invalid)).Message.ShouldContain("augmented is Float64; the mark is Boolean");
    }

    private SnapshotSpec Spec() => run.Spec() with
    {
        Columns =
        [
            new Column { Name = "id", Type = ColumnType.Int64 }, new Column { Name = "original", Type = ColumnType.Int64 }, new Column { Name = "price", Type = ColumnType.Float64 },
            new Column { Name = "copied", Type = ColumnType.Boolean },
        ],
        EventTime = null, Label = null, Augmented = "copied", Splits = new SplitPolicy { Key = "original" },
    };
}
