using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;

namespace Slipway.Trainer.Tests.Snapshot.PredictionLogs;

[Trait("Capability", "D4")]
public sealed class PredictionLogTests : IDisposable
{
    private const string Log =
        """
        {"id":"a","time":"2026-03-01T10:00:00Z","model":"clicks","version":"v3","revision":"clicks-v3","arm":"Stable","inputs":{"price":4.5,"yarn":"merino"},"outputs":{"probability":0.27,"label":"false"}}
        {"id":"b","time":"2026-03-01T10:01:00Z","model":"clicks","version":"v4","revision":"clicks-v4","arm":"Candidate","inputs":{"price":12,"yarn":null},"outputs":{"probability":0.64,"label":"true"}}
        {"id":"c","row":0,"time":"2026-03-01T10:02:00Z","model":"clicks","version":"v3","revision":"clicks-v3","arm":"Stable","inputs":{"price":1,"yarn":"silk"},"outputs":{"probability":0.1}}
        {"id":"c","row":1,"time":"2026-03-01T10:02:00Z","model":"clicks","version":"v3","revision":"clicks-v3","arm":"Control","inputs":{"price":2,"yarn":"silk"},"outputs":{"probability":0.2}}
        {"id":"late","time":"2026-03-01T10:03:00Z","model":"clicks","version":"v3","revision":"clicks-v3","arm":"Stable","inputs":{"price":3},"outputs":{"probability":0.3}}
        {"id":"young","time":"2026-03-01T13:30:00Z","model":"clicks","version":"v3","revision":"clicks-v3","arm":"Stable","inputs":{"price":3},"outputs":{"probability":0.3}}
        {"id":"torn","time":"2026-03-01T13:3
        {"id":"odd","time":"2026-03-01T09:00:00Z","model":"clicks","version":"v3","revision":"clicks-v3","arm":"Stable","inputs":{"price":"dear"},"outputs":{"probability":0.3}}

        """;

    private const string Feedback =
        """
        {"request_id":"b","at":"2026-03-01T10:20:00Z","clicked":false}
        {"request_id":"b","at":"2026-03-01T10:30:00Z","clicked":true}
        {"request_id":"b","at":"2026-03-01T15:00:00Z","clicked":false}
        {"request_id":"c","place":1,"at":"2026-03-01T10:05:00Z","clicked":true}
        {"request_id":"late","at":"2026-03-01T12:00:00Z","clicked":true}
        {"request_id":"unknown","at":"2026-03-01T12:00:00Z","clicked":true}

        """;

    private readonly SnapshotRun run = new();

    public void Dispose() => run.Dispose();

    [Fact]
    public async Task Predictions_meet_the_feedback_that_came_in_time()
    {
        run.Write("log/2026-03-01.jsonl", Log);
        run.Write("feedback/a.jsonl", Feedback);
        var manifest = await run.SucceedAsync(Spec());

        Rows(manifest).ShouldBe(
        [
            ("a", 0L, "Stable", "v3", 4.5, "merino", 0.27, false),
            ("b", 0L, "Candidate", "v4", 12.0, null, 0.64, true),
            ("c", 0L, "Stable", "v3", 1.0, "silk", 0.1, false),
            ("c", 1L, "Control", "v3", 2.0, "silk", 0.2, true),
            ("late", 0L, "Stable", "v3", 3.0, null, 0.3, false),
        ]);
        (manifest.Rows.Read, manifest.Rows.Rejected, manifest.Rows.Unsettled).ShouldBe((8, 2, 1));
        manifest.Rejected!.Keys.Order().ShouldBe(["MalformedJson", "price:NotFloat64"]);
        manifest.Labels!.Feedback.ShouldBe(new FeedbackReport(7, 2, 1, 1));
    }

    [Fact]
    public async Task What_nobody_answered_is_missing_unless_it_is_declared_negative()
    {
        run.Write("log/2026-03-01.jsonl", Log);
        run.Write("feedback/a.jsonl", Feedback);
        var spec = Spec();
        var manifest = await run.SucceedAsync(spec with { Source = new DataSource { PredictionLog = spec.Source.PredictionLog! with { WithoutFeedback = MissingFeedback.Missing } } });
        Rows(manifest).Select(row => row.Label).ShouldBe([null, true, null, true, null]);

        var hasty = spec with { Label = spec.Label! with { Delay = null } };
        (await run.FailWithAsync(hasty, StepExitCode.Invalid)).Message.ShouldContain("takes what nobody has answered yet for negative");
    }

    [Fact]
    public async Task Feedback_may_be_another_dataset_or_files_of_another_format()
    {
        run.Write("events/a.csv", "request_id,place,at,clicked\nb,0,2026-03-01 10:30:00,true\nc,1,2026-03-01 10:05:00,true\n");
        var events = await run.SucceedAsync(run.Spec() with
        {
            Name = "events", Source = new DataSource { Uri = "file://" + Path.Combine(run.SourceFolder, "events") }, EventTime = null, Key = null, Label = null,
            Columns =
            [
                new Column { Name = "request_id", Type = ColumnType.String }, new Column { Name = "place", Type = ColumnType.Int64 }, new Column { Name = "at", Type = ColumnType.Timestamp },
                new Column { Name = "clicked", Type = ColumnType.Boolean },
            ],
        });
        run.Write("log/2026-03-01.jsonl", Log);
        var spec = Spec();
        var log = spec.Source.PredictionLog!;
        var byDataset = await run.SucceedAsync(spec with { Parents = [run.Pin(events)], Source = new DataSource { PredictionLog = log with { Feedback = log.Feedback with { Uri = null, Dataset = "events" } } } });
        Rows(byDataset).Select(row => row.Label).ShouldBe([false, true, false, true, false]);
        var byFiles = await run.SucceedAsync(spec with
        {
            Source = new DataSource { PredictionLog = log with { Feedback = log.Feedback with { Uri = "file://" + Path.Combine(run.SourceFolder, "events"), Format = SourceFormat.CSV } } },
        });
        byFiles.Digest.ShouldBe(byDataset.Digest);
    }

    [Fact]
    public async Task Ids_that_never_meet_are_a_finding_and_a_wrong_column_is_named()
    {
        run.Write("log/2026-03-01.jsonl", Log);
        run.Write("feedback/a.csv", "request,clicked\nB,true\n");
        var spec = Spec();
        var log = spec.Source.PredictionLog!;
        DataSource Source(FeedbackSource feedback) => new() { PredictionLog = log with { Feedback = feedback with { Uri = log.Feedback.Uri, Format = SourceFormat.CSV } } };
        var manifest = await run.SucceedAsync(spec with { Source = Source(new FeedbackSource { Key = "request", Column = "clicked" }) });
        manifest.Findings!.Single(finding => finding.Check == "feedback").Message.ShouldContain("See whether 'request' is the id that requests carry");
        var error = await run.FailWithAsync(spec with { Source = Source(new FeedbackSource { Key = "id", Column = "clicked" }) }, StepExitCode.Refused);
        (error.Reason, error.Message.Contains("\"id\"", StringComparison.Ordinal)).ShouldBe(("FeedbackUnreadable", true));
    }

    private SnapshotSpec Spec() => run.Spec() with
    {
        Name = "served",
        Source = new DataSource
        {
            PredictionLog = new PredictionLogSource
            {
                Uri = "file://" + Path.Combine(run.SourceFolder, "log"),
                Feedback = new FeedbackSource { Uri = "file://" + Path.Combine(run.SourceFolder, "feedback"), Row = "place", Column = "clicked", Time = "at" },
                WithoutFeedback = MissingFeedback.Negative,
            },
        },
        Columns =
        [
            new Column { Name = "prediction_id", Type = ColumnType.String }, new Column { Name = "prediction_row", Type = ColumnType.Int64 },
            new Column { Name = "prediction_time", Type = ColumnType.Timestamp }, new Column { Name = "prediction_arm", Type = ColumnType.String },
            new Column { Name = "prediction_version", Type = ColumnType.String }, new Column { Name = "price", Type = ColumnType.Float64 },
            new Column { Name = "yarn", Type = ColumnType.String, Nullable = true }, new Column { Name = "prediction_probability", Type = ColumnType.Float64 },
            new Column { Name = "clicked", Type = ColumnType.Boolean, Nullable = true },
        ],
        EventTime = "prediction_time", Key = ["prediction_id", "prediction_row"], Label = new Label { Column = "clicked", Delay = Duration.Parse("1h") },
    };

    private List<(string Id, long Row, string Arm, string Version, double Price, string? Yarn, double Probability, bool? Label)> Rows(DatasetManifest manifest) =>
    [
        .. run.Query(manifest, "SELECT prediction_id, prediction_row, prediction_arm, prediction_version, price, yarn, prediction_probability, clicked FROM \"all\" ORDER BY prediction_id, prediction_row")
            .Select(row => ((string)row[0]!, (long)row[1]!, (string)row[2]!, (string)row[3]!, (double)row[4]!, row[5] as string, (double)row[6]!, row[7] as bool?)),
    ];
}
