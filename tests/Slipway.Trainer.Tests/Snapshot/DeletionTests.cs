using System.Text;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.DuckDb;
using Slipway.Storage;
using Slipway.Trainer.Snapshot.Erasure;
using Slipway.Trainer.Snapshot.Publish;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Tests.Snapshot;

/// <summary>Rows whose deletion was asked for: the next version lacks them, proves it, and says the keys nowhere.</summary>
[Trait("Capability", "D22")]
public sealed class DeletionTests : IDisposable
{
    private const string Key = "anna.key@example.com";
    private const string Header = "id,time,country,price,clicked,user\n";

    private readonly SnapshotRun run = new();

    public void Dispose() => run.Dispose();

    [Fact]
    public async Task The_next_version_lacks_the_rows_and_proves_it()
    {
        run.Write("a.csv", Header + Rows(100) + $"900,2026-01-03 10:00:00,DE,1,true,{Key}\n901,2026-01-04 10:00:00,DE,1,true,{Key}\n");
        var before = await run.SucceedAsync(Spec());
        before.Rows.Deleted.ShouldBe(0);
        run.Query(before, $"SELECT count(*) FROM \"all\" WHERE \"user\" = '{Key}'")[0][0].ShouldBe(2L);

        var after = await run.SucceedAsync(Spec(Request("gdpr-17", Key), Request("gdpr-18", "nobody")));
        run.Query(after, $"SELECT count(*) FROM \"all\" WHERE \"user\" = '{Key}'")[0][0].ShouldBe(0L);
        after.Rows.ShouldBe(before.Rows with { Deleted = 2, Train = after.Rows.Train, Validation = after.Rows.Validation, Test = after.Rows.Test });
        after.Rows.Kept.ShouldBe(100);
        after.Digest.ShouldNotBe(before.Digest);
        var proof = after.Deletions!.Single(each => each.Name == "gdpr-17");
        (proof.RowsRemoved, proof.Remaining, proof.KeysDigest).ShouldBe((2, 0, DeletionKeys.Digest(Request("gdpr-17", Key).Match)));
        after.Deletions!.Single(each => each.Name == "gdpr-18").RowsRemoved.ShouldBe(0);

        var again = await run.SucceedAsync(Spec(Request("gdpr-17", Key), Request("gdpr-18", "nobody")));
        again.Digest.ShouldBe(after.Digest, "the same rows and requests give the same version");
    }

    [Fact]
    [Trait("Capability", "D17")]
    public async Task Rows_that_have_the_key_only_once_they_are_clean_go_too()
    {
        run.Write("a.csv", Header + Rows(100) + $"900,2026-01-03 10:00:00,DE,1,true,{Key}\n901,2026-01-04 10:00:00,DE,1,true,{Key.ToUpperInvariant()} \n");
        var cleaned = Spec(Request("gdpr-17", Key)) with { Cleaning = [new CleaningStep { Name = "letters", Column = "user", Expression = "lower(trim(\"user\"))" }] };
        var manifest = await run.SucceedAsync(cleaned);
        manifest.Rows.Deleted.ShouldBe(2);
        var proof = manifest.Deletions!.Single();
        (proof.RowsRemoved, proof.Remaining).ShouldBe((2, 0));
        run.Query(manifest, $"SELECT count(*) FROM \"all\" WHERE lower(trim(\"user\")) = '{Key}'")[0][0].ShouldBe(0L);
    }

    [Fact]
    public async Task A_request_that_finds_nothing_makes_no_other_version()
    {
        run.Write("a.csv", Header + Rows(100));
        var before = await run.SucceedAsync(Spec());
        var (_, result) = await run.RunAsync(Spec(Request("gdpr-18", "nobody")));
        result.Snapshot!.Digest.ShouldBe(before.Digest);
        result.Snapshot.Deleted!.ShouldBe(new Dictionary<string, long> { ["gdpr-18"] = 0 });
    }

    [Fact]
    public async Task Rejected_rows_and_unreadable_lines_lose_the_key_too()
    {
        run.Write("a.csv", Header + Rows(100)
            + $"900,2026-01-03 10:00:00,DE,much,true,{Key}\n"           // the column can be read: the row goes
            + $"901,2026-01-03 10:00:00,DE,1,true,{Key},and,more\n"     // it cannot: the text goes
            + $"902,2026-01-03 10:00:00,DE,1\n{Key}\n"
            + "x903,2026-01-03 10:00:00,DE,1,true,bert\n");
        var before = await run.SucceedAsync(Spec());
        run.Query(before, $"SELECT count(*) FROM quarantine WHERE contains(raw, '{Key}')")[0][0].ShouldBe(3L);

        var after = await run.SucceedAsync(Spec(Request("gdpr-17", Key)));
        run.Query(after, $"SELECT count(*) FROM quarantine WHERE contains(raw, '{Key}')")[0][0].ShouldBe(0L);
        (after.Rows.Deleted, after.Rows.Rejected).ShouldBe((1, before.Rows.Rejected - 1));
        (after.Deletions![0].RowsRemoved, after.Deletions[0].TextsCleared).ShouldBe((1, 2));
        run.Query(after, "SELECT raw FROM quarantine WHERE contains(raw, 'bert')").Count.ShouldBe(1, "what has no key stays for its owner");
        after.Rejected!.ContainsKey("price:NotFloat64").ShouldBeFalse();
    }

    [Fact]
    public async Task A_key_in_the_quarantine_alone_makes_another_version_and_the_older_one_is_not_taken()
    {
        run.Write("a.csv", Header + Rows(100) + $"901,2026-01-03 10:00:00,DE,1,true,{Key},and,more\n");
        var before = await run.SucceedAsync(Spec());
        var after = await run.SucceedAsync(Spec(Request("gdpr-17", Key)));
        after.Digest.ShouldNotBe(before.Digest, "the rows are the same, and the quarantine is not");

        run.Write("a.csv", Header + Rows(100));
        var gone = await run.SucceedAsync(Spec(Request("gdpr-17", Key)));
        gone.Digest.ShouldBe(after.Digest, "the version without the request has the key in its quarantine still");
    }

    [Fact]
    public async Task Several_columns_have_to_agree_and_types_are_compared_as_types()
    {
        run.Write("a.csv", Header + Rows(100));
        var both = new RowDeletion
        {
            Name = "one", Match = [new KeyMatch { Column = "id", Values = ["07", "8"] }, new KeyMatch { Column = "country", Values = ["DE"] }],
        };
        var manifest = await run.SucceedAsync(Spec(both));
        manifest.Deletions![0].RowsRemoved.ShouldBe(0, "7 and 8 are in FR");
        (await run.SucceedAsync(Spec(both with { Match = [both.Match[0]] }))).Deletions![0].RowsRemoved.ShouldBe(2);

        var wrong = await run.FailWithAsync(Spec(both with { Match = [new KeyMatch { Column = "id", Values = ["1.5", "secret-value"] }] }), 2);
        wrong.Message.ShouldBe("Deletion request 'one': 2 of 2 values for column 'id' are no Int64.");
        (await run.FailWithAsync(Spec(both with { Match = [new KeyMatch { Column = "uid", Values = ["secret-value"] }] }), 2)).Message.ShouldNotContain("secret");
    }

    [Theory]
    [InlineData(SourceFormat.CSV)]
    [InlineData(SourceFormat.JSONLines)]
    public async Task The_keys_are_said_nowhere(SourceFormat format)
    {
        // The key is a slice and among the most frequent values of the version before, so every report had reason to name it.
        var rows = Enumerable.Range(0, 3000).Select(id => (Id: id, User: id % 3 == 0 ? Key : $"user{id % 7}", Price: id % 50 == 0 ? "much" : "1"));
        run.Write(format == SourceFormat.CSV ? "a.csv" : "a.jsonl", format == SourceFormat.CSV
            ? Header + string.Concat(rows.Select(row => $"{row.Id},2026-01-{1 + (row.Id % 28):00} 10:00:00,DE,{row.Price},true,{row.User}\n")) + $"{Key}\n9000,2026-01-01,DE,1,true,{Key},{Key}\n"
            : string.Concat(rows.Select(row => $"{{\"id\":{row.Id},\"time\":\"2026-01-{1 + (row.Id % 28):00} 10:00:00\",\"country\":\"DE\",\"price\":\"{row.Price}\",\"clicked\":true,\"user\":\"{row.User}\"}}\n")) + $"{{\"user\":\"{Key}\"\n");
        var spec = Spec() with
        {
            Slices = [new Slice { Column = "user", Values = [Key, "user1"] }, new Slice { Name = "open", Column = "user" }],
            Checks = [new Check { Name = "known", Expression = "\"user\" LIKE 'user%'", Severity = Severity.Warn, MaxViolationPercent = 100 }],
            Lookup = new LookupPolicy { Entity = ["user"], Columns = ["price"] },
        };
        spec = spec with { Source = spec.Source with { Format = format } };
        var before = await run.SucceedAsync(spec);
        run.Said(before).ShouldContain(Key);

        var after = await run.SucceedAsync(spec with { Previous = run.Pin(before), Deletions = [Request("gdpr-17", Key)] });
        after.Deletions![0].Remaining.ShouldBe(0);
        after.Comparison!.Values.ShouldNotBeEmpty();
        run.Said(after).ShouldNotContain(Key);
        foreach (var file in Directory.GetFiles(run.VersionFolder(after)))
            Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken)).ShouldNotContain(Key, Case.Sensitive, Path.GetFileName(file));
    }

    [Fact]
    public async Task Partitions_are_read_again_without_the_rows_and_each_is_proven()
    {
        PartitionedRun.WriteDays(run, days: 3, rows: 60);
        var spec = PartitionedRun.Spec(run, parallelism: 2);
        var before = SnapshotRun.Manifest(await PartitionedRun.RunAsync(run, spec));
        var asking = spec with { Deletions = [new RowDeletion { Name = "gdpr-17", Match = [new KeyMatch { Column = "country", Values = ["DE"] }] }], Previous = run.Pin(before), IngestId = "one" };
        var result = await PartitionedRun.RunAsync(run, asking);
        var after = SnapshotRun.Manifest(result);
        var proof = after.Deletions!.ShouldHaveSingleItem();
        proof.RowsRemoved.ShouldBe(before.SliceStatistics!.Single(slice => slice.Value == "DE").Rows);
        (after.Rows.Deleted, proof.Remaining, result.Snapshot!.Deleted!["gdpr-17"]).ShouldBe((proof.RowsRemoved, 0, proof.RowsRemoved));
        after.Rows.Kept.ShouldBe(before.Rows.Kept - proof.RowsRemoved);
        after.Rows.Read.ShouldBe(before.Rows.Read);
        after.SliceStatistics!.ShouldNotContain(slice => slice.Value == "DE", "what was deleted is named no longer, not even as missing");
        after.Findings?.ShouldAllBe(finding => !finding.Message.Contains("DE", StringComparison.Ordinal));

        var again = await PartitionedRun.RunAsync(run, asking with { IngestId = "two" });
        (again.Snapshot!.Digest, again.Snapshot.Partitions!.Read).ShouldBe((after.Digest, 0), "neither an ingestion's id nor a request that holds on reads a partition again");
        (await run.SucceedAsync(PartitionedRun.Whole(asking))).Digest.ShouldBe(after.Digest, "one pod comes to the same");
    }

    [Fact]
    public async Task A_refused_snapshot_does_not_say_the_keys_either()
    {
        run.Write("a.csv", Header + Rows(10) + string.Concat(Enumerable.Repeat($"900,2026-01-03 10:00:00,DE,1,true,{Key},and,more\n", 30)));
        var refused = await run.FailAsync(Spec(Request("gdpr-17", Key)) with { Limits = new Limits { MaxRejectedPercent = 1 } }, 3);
        refused.Reason.ShouldBe("TooManyRejected");
        (run.Errors + run.Progress + Encoding.UTF8.GetString(run.TerminationMessage) + refused).ShouldNotContain(Key);
    }

    [Fact]
    public void The_proof_counts_what_was_written_and_not_what_was_meant()
    {
        using var database = Database.OpenInMemory();
        using var connection = database.Connect();
        connection.Execute("CREATE TABLE staged (\"user\" VARCHAR, id BIGINT)");
        var erased = RowEraser.Remove(connection, Spec(Request("gdpr-17", Key), Request("gdpr-18", "carl")), key: null, CancellationToken.None)!;
        Directory.CreateDirectory(run.ScratchFolder);
        var path = Path.Combine(run.ScratchFolder, "train.parquet");
        connection.Execute($"COPY (SELECT 'bert' AS \"user\", 1::BIGINT AS id UNION ALL SELECT '{Key}', 2) TO '{path}' (FORMAT parquet)");
        var file = new WrittenFile(new DataFile { Split = Split.Train, Path = "train.parquet", Rows = 2, Bytes = 1, Sha256 = "" }, path);
        using var stores = new ObjectStores();
        var proof = new ErasureProof(connection, stores, run.ScratchFolder);
        var failed = Should.Throw<StepException>(() => proof.Require(erased, [file], CancellationToken.None));
        failed.Message.ShouldBe("1 rows with the keys of deletion request 'gdpr-17' were counted in the written files, so the version is not published.");

        connection.Execute($"COPY (SELECT 'bert' AS \"user\", 1::BIGINT AS id) TO '{path}' (FORMAT parquet)");
        proof.Require(erased, [file], CancellationToken.None).ShouldAllBe(each => each.Remaining == 0);
        connection.Execute($"COPY (SELECT 'x,{Key},y' AS raw) TO '{Path.Combine(run.ScratchFolder, "quarantine.parquet")}' (FORMAT parquet)");
        Should.Throw<StepException>(() => proof.Require(erased, [file], CancellationToken.None)).Error.Reason.ShouldBe("KeysRemain");
    }

    private SnapshotSpec Spec(params RowDeletion[] deletions)
    {
        var spec = run.Spec();
        return spec with
        {
            Columns = [.. spec.Columns, new Column { Name = "user", Type = ColumnType.String, Nullable = true }],
            Deletions = deletions.Length > 0 ? deletions : null,
        };
    }

    private static RowDeletion Request(string name, params string[] users) => new() { Name = name, Match = [new KeyMatch { Column = "user", Values = users }] };

    private static string Rows(int count) => SnapshotRun.Rows(count).Replace("\n", ",bert\n", StringComparison.Ordinal);
}
