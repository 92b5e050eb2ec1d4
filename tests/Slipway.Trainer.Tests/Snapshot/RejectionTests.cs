using System.Globalization;
using System.Text;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;

namespace Slipway.Trainer.Tests.Snapshot;

[Trait("Capability", "D6")]
public sealed class RejectionTests : IDisposable
{
    private readonly SnapshotRun run = new();

    public void Dispose() => run.Dispose();

    [Theory]
    [InlineData("1.5,2026-01-01,DE,1,true", "id:NotInt64")]
    [InlineData("1.0,2026-01-01,DE,1,true", "id:NotInt64")]
    [InlineData("0x10,2026-01-01,DE,1,true", "id:NotInt64")]
    [InlineData("1_000,2026-01-01,DE,1,true", "id:NotInt64")]
    [InlineData("1e3,2026-01-01,DE,1,true", "id:NotInt64")]
    [InlineData("99999999999999999999,2026-01-01,DE,1,true", "id:NotInt64")]
    [InlineData("abc,2026-01-01,DE,1,true", "id:NotInt64")]
    [InlineData(",2026-01-01,DE,1,true", "id:Missing")]
    [InlineData("7777,yesterday,DE,1,true", "time:NotTimestamp")]
    [InlineData("7777,2026-02-30,DE,1,true", "time:NotTimestamp")]
    [InlineData("7777,infinity,DE,1,true", "time:NotTimestamp")]
    [InlineData("7777,2026-01-01,DE,1;5,true", "price:NotFloat64")]
    [InlineData("7777,2026-01-01,DE,1_5,true", "price:NotFloat64")]
    [InlineData("7777,2026-01-01,DE,inf,true", "price:NotFloat64")]
    [InlineData("7777,2026-01-01,DE,1e999,true", "price:NotFloat64")]
    [InlineData("7777,2026-01-01,DE,1,maybe", "clicked:NotBoolean")]
    [InlineData("7777,2026-01-01,DE", "TooFewFields")]
    [InlineData("7777,2026-01-01,DE,1,true,more", "TooManyFields")]
    public async Task A_bad_row_is_quarantined_with_its_reason_and_its_text(string line, string reason)
    {
        run.Write("clicks.csv", SnapshotRun.Header + SnapshotRun.Rows(50) + line + "\n" + SnapshotRun.Rows(50, 50));
        var manifest = await run.SucceedAsync(run.Spec());
        manifest.Rows.Read.ShouldBe(101);
        manifest.Rows.Rejected.ShouldBe(1);
        manifest.Rejected.ShouldNotBeNull().ShouldHaveSingleItem().Key.ShouldBe(reason);
        var row = run.Query(manifest, "SELECT file, reason, raw FROM quarantine").ShouldHaveSingleItem();
        row[0].ShouldBe("file://" + Path.Combine(run.SourceFolder, "clicks.csv"));
        reason.ShouldEndWith((string)row[1]!);
        var field = line.Split(',').First(part => part.Length > 0);
        ((string)row[2]!).ShouldContain(field);
    }

    [Theory]
    [InlineData("+7,2026-01-01T10:00:00Z,DE,1e2,T")]
    [InlineData(" 7,2026-01-01,DE,.5,0")]
    [InlineData("007,2026-01-01 10:00:00.123456,DE,-1.50,yes")]
    [InlineData("7,,,nan,")]
    public async Task Other_spellings_of_sound_values_are_kept(string line)
    {
        run.Write("clicks.csv", SnapshotRun.Header + line + "\n");
        var manifest = await run.SucceedAsync(run.Spec());
        manifest.Rows.Rejected.ShouldBe(0);
        run.Query(manifest, "SELECT id FROM \"all\"")[0][0].ShouldBe(7L);
    }

    [Fact]
    public async Task Times_with_an_offset_become_utc_and_NaN_becomes_missing()
    {
        run.Write("clicks.csv", SnapshotRun.Header + "1,2026-01-01T10:00:00+02:00,DE,NaN,1\n2,2026-01-01 10:00:00-0330,DE,2,1\n3,2026-01-01 10:00:00,DE,3,1\n4,2026-01-01 10:00:0Z,DE,4,1\n");
        var manifest = await run.SucceedAsync(run.Spec());
        run.Query(manifest, "SELECT time, price FROM \"all\" ORDER BY id").ShouldBe(
        [
            [new DateTime(2026, 1, 1, 8, 0, 0, DateTimeKind.Utc), null],
            [new DateTime(2026, 1, 1, 13, 30, 0, DateTimeKind.Utc), 2.0],
            [new DateTime(2026, 1, 1, 10, 0, 0, DateTimeKind.Utc), 3.0],
            // As long as the usual form without an offset.
            [new DateTime(2026, 1, 1, 10, 0, 0, DateTimeKind.Utc), 4.0],
        ]);
    }

    [Fact]
    [Trait("Capability", "D5")]
    public async Task Every_declared_limit_is_enforced()
    {
        run.Write("rows.csv", "code,n,day\nAB1,5,2026-01-01\nab1,5,2026-01-01\nA,5,2026-01-01\nABCDE,5,2026-01-01\nAB2,0,2026-01-01\nAB3,11,2026-01-01\nXX1,5,2026-01-01\nAB4,5,2026-01-01 12:30\n");
        var spec = run.Spec() with
        {
            Columns =
            [
                new Column { Name = "code", Type = ColumnType.String, MinLength = 2, MaxLength = 4, Pattern = "[A-Z]+[0-9]*", AllowedValues = ["AB1", "AB2", "AB3", "AB4", "A", "ABCDE", "ab1"] },
                new Column { Name = "n", Type = ColumnType.Int64, Minimum = 1, Maximum = 10 },
                new Column { Name = "day", Type = ColumnType.Date },
            ],
            Key = null, EventTime = null, Label = null, Limits = new Limits { MaxRejectedPercent = 100 },
        };
        var manifest = await run.SucceedAsync(spec);
        manifest.Rejected!.ShouldBe(new Dictionary<string, long>
        {
            ["code:PatternMismatch"] = 1, ["code:TooShort"] = 1, ["code:TooLong"] = 1, ["n:BelowMinimum"] = 1, ["n:AboveMaximum"] = 1, ["code:NotAllowed"] = 1, ["day:NotDate"] = 1,
        }, ignoreOrder: true);
        run.Query(manifest, "SELECT code, n FROM \"all\"").ShouldHaveSingleItem().ShouldBe(["AB1", 5L]);
    }

    [Fact]
    public async Task Above_the_limit_the_version_is_refused_with_the_top_reasons()
    {
        var bad = string.Concat(Enumerable.Range(0, 3).Select(index => $"x{index},2026-01-01,DE,1,true\n"));
        run.Write("clicks.csv", SnapshotRun.Header + SnapshotRun.Rows(97) + bad);
        var error = await run.FailAsync(run.Spec() with { Limits = new Limits() }, StepExitCode.Refused);
        error.Reason.ShouldBe("TooManyRejected");
        error.Message.ShouldBe("3 of 100 rows were rejected (3 %, allowed 1 %), most for id:NotInt64 3.");
        error.Remedy.ShouldContain("quarantine.parquet");
    }

    [Fact]
    public async Task Exactly_the_limit_is_allowed()
    {
        run.Write("clicks.csv", SnapshotRun.Header + SnapshotRun.Rows(99) + "x,2026-01-01,DE,1,true\n");
        (await run.SucceedAsync(run.Spec() with { Limits = new Limits() })).Rows.Rejected.ShouldBe(1);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_rejected_with_the_line()
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes(SnapshotRun.Header + SnapshotRun.Rows(10)), .. "11,2026-01-01,"u8, 0xff, 0xfe, .. ",1,true\n"u8, .. Encoding.UTF8.GetBytes(SnapshotRun.Rows(10, 20))];
        run.Write("clicks.csv", bytes);
        var manifest = await run.SucceedAsync(run.Spec());
        manifest.Rejected!.ShouldHaveSingleItem().Key.ShouldBe("InvalidEncoding");
        run.Query(manifest, "SELECT line FROM quarantine")[0][0].ShouldBe(12L);
        manifest.Rows.Read.ShouldBe(21);
    }

    [Fact]
    public async Task A_line_of_megabytes_is_rejected_and_its_text_bounded()
    {
        run.Write("clicks.csv", SnapshotRun.Header + SnapshotRun.Rows(10) + "11,2026-01-01," + new string('x', 3_000_000) + ",1,true\n" + SnapshotRun.Rows(10, 20));
        var manifest = await run.SucceedAsync(run.Spec());
        manifest.Rejected!.ShouldHaveSingleItem().Key.ShouldBe("LineTooLong");
        ((long)run.Query(manifest, "SELECT max(length(raw)) FROM quarantine")[0][0]!).ShouldBeLessThanOrEqualTo(1000);
    }

    [Fact]
    public async Task A_quote_that_is_never_closed_counts_every_line_that_it_swallows()
    {
        run.Write("clicks.csv", SnapshotRun.Header + SnapshotRun.Rows(50) + "50,2026-01-01,\"DE,1,true\n" + SnapshotRun.Rows(20, 51));
        var manifest = await run.SucceedAsync(run.Spec());
        manifest.Rejected!.ShouldHaveSingleItem().Key.ShouldBe("BrokenQuotes");
        manifest.Rows.Rejected.ShouldBe(21);
        manifest.Rows.Read.ShouldBe(71);
    }

    [Fact]
    public async Task Broken_quotes_in_a_large_file_give_one_digest_whatever_the_threads()
    {
        var text = new StringBuilder(SnapshotRun.Header);
        for (var id = 0; id < 400_000; id++)
            text.Append(CultureInfo.InvariantCulture, $"{id},2026-01-01 10:00:00,{(id % 100_000 == 5 ? "\"DE" : "DE")},1.5,true\n");
        run.Write("clicks.csv", text.ToString());
        var spec = run.Spec() with { Limits = new Limits { MaxRejectedPercent = 100 } };
        var one = await run.SucceedAsync(spec with { Threads = 1 });
        var (_, four) = await run.RunAsync(spec with { Threads = 4 });
        four.Snapshot!.Digest.ShouldBe(one.Digest);
        four.Snapshot.Rows.ShouldBe(one.Rows);
    }
}
