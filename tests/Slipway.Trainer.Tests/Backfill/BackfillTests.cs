using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Features;
using Slipway.Contracts.Steps;
using Slipway.DuckDb;
using Slipway.Storage;
using Slipway.Trainer.Backfill;
using Slipway.Trainer.Steps;
using Slipway.Trainer.Tests.Training;
using Column = Slipway.Contracts.Data.Column;
using ColumnType = Slipway.Contracts.Data.ColumnType;

namespace Slipway.Trainer.Tests.Backfill;

[Trait("Capability", "F13"), Trait("Capability", "D26")]
public sealed class BackfillTests : IDisposable
{
    // One row an hour for sixty days; the rating came with the thirty-first.
    private readonly TestDataset data = new(
        "SELECT i AS id, TIMESTAMP '2026-01-01' + to_hours(i::INT) AS at, (i % 24)::DOUBLE AS price, CASE WHEN i >= 720 THEN (i % 5)::DOUBLE END AS rating FROM range(1440) t(i)",
        [Of("id", ColumnType.Int64), Of("at", ColumnType.Timestamp), Of("price", ColumnType.Float64), Of("rating", ColumnType.Float64)], 1440,
        manifest => manifest with { EventTime = "at", Key = ["id"] });

    private readonly string folder = Directory.CreateTempSubdirectory("slipway-backfill-").FullName;

    public void Dispose()
    {
        data.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Features_are_computed_over_the_range_and_their_coverage_is_told_by_period()
    {
        var result = (await RunAsync(Spec())).Backfill!;
        result.Rows.ShouldBe(40 * 24);
        result.Features!.Select(feature => (feature.Feature, feature.Present, feature.CoveragePercent)).ShouldBe([("rating", 480, 50), ("log_price", 960, 100)]);
        result.Features![0].First.ShouldBe(new DateTimeOffset(2026, 1, 31, 0, 0, 0, TimeSpan.Zero));
        (result.Features[0].Min, result.Features[0].Max).ShouldBe((0, 4));

        var report = JsonSerializer.Deserialize(File.ReadAllBytes(ObjectUri.Parse(result.ReportUri).LocalPath), ContractsJson.Default.BackfillReport)!;
        report.Periods.Count.ShouldBe(40);
        report.Periods.Take(20).ShouldAllBe(period => period.Rows == 24 && period.Present[0] == 0 && period.Present[1] == 24);
        report.Periods.Skip(20).ShouldAllBe(period => period.Present[0] == 24);

        using var database = Database.OpenInMemory();
        using var connection = database.Connect();
        var file = $"read_parquet({SqlText.Literal(ObjectUri.Parse(result.FeaturesUri).LocalPath)})";
        connection.Scalar<long>($"SELECT count(*) FROM {file} WHERE abs(log_price - ln(1 + id % 24)) < 1e-5 AND \"at\" = TIMESTAMP '2026-01-01' + to_hours(id::INT)").ShouldBe(960);
    }

    [Fact]
    public async Task A_feature_that_has_too_few_values_is_named_with_its_first_one()
    {
        var error = (await RunAsync(Spec() with { MinCoveragePercent = 90 })).Error!;
        error.Reason.ShouldBe("BackfillCoverage");
        error.Message.ShouldBe("1 of 2 features have a value in less than 90 % of 960 rows: 'rating' 50 % (first value 2026-01-31).");
        File.Exists(Path.Combine(folder, "out", "backfill.json")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_range_without_rows_and_another_definition_are_refused()
    {
        (await RunAsync(Spec() with { From = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), To = new DateTimeOffset(2020, 2, 1, 0, 0, 0, TimeSpan.Zero) })).Error!.Reason.ShouldBe("NothingToBackfill");
        (await RunAsync(Spec() with { FeatureDigest = "sha256:" + new string('0', 64) })).Error!.Reason.ShouldBe("FeatureDigestMismatch");
    }

    [Fact, Trait("Capability", "F12")]
    public async Task Windows_of_events_are_computed_over_the_past_too()
    {
        // A row an hour, and each price once a day: two of the same price in the 48 hours before a row, and 48 rows of any in them.
        var join = new FeatureJoin
        {
            Dataset = "data", Keys = [new JoinKey { Column = "price" }],
            Window = new JoinWindow
            {
                Length = Duration.Parse("48h"), Slide = Duration.Parse("1h"), Lateness = Duration.Parse("0s"),
                Aggregates = [new WindowAggregate { Name = "alike" }, new WindowAggregate { Name = "last_alike", Function = WindowFunction.Max, Column = "id" }],
            },
        };
        IReadOnlyList<Feature> features = [new() { Name = "alike" }, new() { Name = "hours_since", Expr = "id - last_alike" }];
        var spec = Spec() with { Features = features, Joins = [join], JoinedDatasets = [data.Pin], FeatureDigest = Slipway.Features.FeatureDigest.Of(features, joins: [join]) };

        var result = (await RunAsync(spec)).Backfill!;

        result.Rows.ShouldBe(40 * 24);
        result.Features!.Select(feature => (feature.Feature, feature.Min, feature.Max)).ShouldBe([("alike", 2, 2), ("hours_since", 24, 24)]);
    }

    private BackfillSpec Spec()
    {
        IReadOnlyList<Feature> features = [new() { Name = "log_price", Expr = "log1p(price)" }, new() { Name = "rating" }];
        return new BackfillSpec
        {
            Namespace = "default", FeatureSet = "features", Features = features, Dataset = data.Pin,
            FeatureDigest = Slipway.Features.FeatureProgram.Compile([Of("id", ColumnType.Int64), Of("at", ColumnType.Timestamp), Of("price", ColumnType.Float64), Of("rating", ColumnType.Float64)], features).Digest,
            From = new DateTimeOffset(2026, 1, 11, 0, 0, 0, TimeSpan.Zero), To = new DateTimeOffset(2026, 2, 20, 0, 0, 0, TimeSpan.Zero),
            Output = ObjectUri.FromPath(Path.Combine(folder, "out")).ToString(), Threads = 2,
        };
    }

    private async Task<StepResult> RunAsync(BackfillSpec spec)
    {
        var path = Path.Combine(folder, "spec.json");
        await File.WriteAllBytesAsync(path, JsonSerializer.SerializeToUtf8Bytes(spec, ContractsJson.Default.BackfillSpec), TestContext.Current.CancellationToken);
        using var stores = new ObjectStores();
        using var output = new StringWriter();
        var environment = new StepEnvironment { SpecPath = path, TerminationLog = Path.Combine(folder, "termination"), ScratchRoot = Path.Combine(folder, "scratch") };
        await new StepRunner(environment, stores, output, output, TimeProvider.System).RunAsync(BackfillStep.Step, TestContext.Current.CancellationToken);
        return JsonSerializer.Deserialize(await File.ReadAllBytesAsync(ObjectUri.Parse(spec.Output).Append("result.json").LocalPath, TestContext.Current.CancellationToken), ContractsJson.Default.StepResult)!;
    }

    private static Column Of(string name, ColumnType type) => new() { Name = name, Type = type, Nullable = name == "rating" };
}
