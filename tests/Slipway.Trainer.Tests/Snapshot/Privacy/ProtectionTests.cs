using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;

namespace Slipway.Trainer.Tests.Snapshot.Privacy;

/// <summary>What protection keeps out of a version, its quarantine, its card, its findings and its messages.</summary>
[Trait("Capability", "D23")]
public sealed class ProtectionTests : IDisposable
{
    private const string Head = "id,time,email,ip,country,clicked\n";
    private const string Secret = "0123456789abcdef0123456789abcdef";

    private readonly SnapshotRun run = new();

    public ProtectionTests() => run.PseudonymisationKeyFile = Key(Secret);

    public void Dispose() => run.Dispose();

    [Fact]
    public async Task A_pseudonym_is_the_keyed_digest_of_the_value_and_nothing_else_of_it_is_written()
    {
        run.Write("a.csv", Head + Rows(50));
        var manifest = await run.SucceedAsync(Spec());
        var row = run.Query(manifest, "SELECT email FROM \"all\" WHERE id = 7").Single();
        row[0].ShouldBe(Pseudonym("user7@example.org"));
        manifest.Columns.Single(column => column.Name == "email").Protection!.Method.ShouldBe(ProtectionMethod.Pseudonymise);
        manifest.Privacy!.KeyId.ShouldStartWith("hmac-sha256:");
        RequireNowhere("example.org");
        RequireNowhere(Secret);
    }

    [Fact]
    public async Task Datasets_of_one_key_can_be_joined_whatever_type_and_name_the_column_has()
    {
        run.Write("a.csv", Head + Rows(20));
        var mails = await run.SucceedAsync(Spec());
        var other = Spec() with { Name = "numbers", Columns = [.. Spec().Columns.Select(column => column.Name == "id" ? column with { Protection = new ColumnProtection { Method = ProtectionMethod.Pseudonymise } } : column)] };
        var numbers = await run.SucceedAsync(other);
        run.Query(numbers, "SELECT email FROM \"all\" ORDER BY email").Select(row => row[0]).ShouldBe(run.Query(mails, "SELECT email FROM \"all\" ORDER BY email").Select(row => row[0]));
        run.Query(numbers, "SELECT id FROM \"all\"").Select(row => row[0]).ShouldContain(Pseudonym("7"));
        numbers.Columns.Single(column => column.Name == "id").Type.ShouldBe(ColumnType.String);
    }

    [Fact]
    [Trait("Capability", "D22")]
    public async Task Rows_are_deleted_by_the_value_that_their_pseudonym_stands_for()
    {
        run.Write("a.csv", Head + Rows(50));
        var request = new RowDeletion { Name = "gdpr-7", Match = [new KeyMatch { Column = "email", Values = ["user7@example.org"] }] };
        var manifest = await run.SucceedAsync(Spec() with { Deletions = [request] });
        (manifest.Deletions!.Single().RowsRemoved, manifest.Deletions!.Single().Remaining).ShouldBe((2, 0));
        run.Query(manifest, $"SELECT count(*) FROM \"all\" WHERE email = '{Pseudonym("user7@example.org")}'")[0][0].ShouldBe(0L);
        run.Query(manifest, "SELECT count(*) FROM \"all\"")[0][0].ShouldBe(48L);
        foreach (var file in Directory.GetFiles(run.OutputFolder, "*", SearchOption.AllDirectories)) Contents(file).ShouldNotContain("user7@", customMessage: file);

        var address = request with { Match = [new KeyMatch { Column = "ip", Values = ["10.0.0.7"] }] };
        (await run.FailWithAsync(Protected("ip", new ColumnProtection { Method = ProtectionMethod.PseudonymisePrefix }) with { Deletions = [address] }, StepExitCode.Invalid)).Message
            .ShouldContain("whose keys cannot be found once it is protected");
    }

    [Fact]
    [Trait("Capability", "D4")]
    public async Task Partitions_are_protected_as_the_whole_is_and_read_again_for_another_key()
    {
        run.Write("day=2026-03-01/a.csv", Head + Rows(30));
        run.Write("day=2026-03-02/a.csv", Head + Rows(30));
        var spec = Spec() with
        {
            Columns = [.. Spec().Columns, new Column { Name = "day", Type = ColumnType.Date }], Key = ["id", "day"],
            Source = Spec().Source with { Partitioning = new Partitioning { Columns = ["day"] } },
            Deletions = [new RowDeletion { Name = "gdpr-7", Match = [new KeyMatch { Column = "email", Values = ["user7@example.org"] }] }],
        };
        var whole = await run.SucceedAsync(PartitionedRun.Whole(spec));
        Directory.Delete(run.OutputFolder, recursive: true);
        var first = await PartitionedRun.RunAsync(run, spec);
        var manifest = SnapshotRun.Manifest(first);
        manifest.Digest.ShouldBe(whole.Digest);
        manifest.Privacy!.KeyId.ShouldBe(whole.Privacy!.KeyId);
        manifest.Deletions!.Single().RowsRemoved.ShouldBe(whole.Deletions!.Single().RowsRemoved);
        foreach (var file in Directory.GetFiles(run.OutputFolder, "*", SearchOption.AllDirectories)) Contents(file).ShouldNotContain("example.org", customMessage: file);

        (await PartitionedRun.RunAsync(run, spec)).Snapshot!.Partitions.ShouldBe(new PartitionCounts { Total = 2, Read = 0 });
        run.PseudonymisationKeyFile = Key(Secret + "another");
        (await PartitionedRun.RunAsync(run, spec)).Snapshot!.Partitions.ShouldBe(new PartitionCounts { Total = 2, Read = 2 });
    }

    [Fact]
    public async Task A_dropped_column_is_read_past_and_gone()
    {
        run.Write("a.csv", Head + Rows(20));
        var spec = Protected("email", new ColumnProtection { Method = ProtectionMethod.Drop });
        var manifest = await run.SucceedAsync(spec);
        manifest.Columns.Select(column => column.Name).ShouldBe(["id", "time", "ip", "country", "clicked"]);
        manifest.Statistics.ShouldNotContain(column => column.Column == "email");
        RequireNowhere("example.org");
        (await run.FailWithAsync(spec with { Key = ["email"] }, StepExitCode.Invalid)).Message.ShouldContain("key names 'email', which is no declared column");
    }

    [Fact]
    public async Task Rejected_rows_show_only_what_would_have_been_kept()
    {
        run.Write("a.csv", Head + Rows(50)
            + "900,2026-01-01,ada@secret.example,10.0.0.1,DE,perhaps\n"     // no Boolean
            + "ada@secret.example,2026-01-01,901,10.0.0.1,DE,true\n"        // the address in the place of the id
            + "902,2026-01-01,ada@secret.example,10.0.0.1,DE,true,more\n"); // too many fields
        var manifest = await run.SucceedAsync(Spec());
        manifest.Rejected!.Keys.ShouldBe(["TooManyFields", "clicked:NotBoolean", "id:NotInt64"], ignoreOrder: true);
        var raw = run.Query(manifest, "SELECT raw FROM quarantine ORDER BY reason").Select(row => row[0]).ToList();
        raw[0].ShouldBe("""{"id":"900","time":"2026-01-01","email":"***","ip":"10.0.0.1","country":"DE","clicked":"***"}""");
        raw[1].ShouldBe("""{"id":"***","time":"2026-01-01","email":"***","ip":"10.0.0.1","country":"DE","clicked":"true"}""");
        raw[2].ShouldBeNull();
        RequireNowhere("secret.example");
    }

    [Theory]
    [InlineData(SourceFormat.JSONLines)]
    [InlineData(SourceFormat.CSV)]
    public async Task Addresses_keep_their_networks_and_what_is_none_is_rejected(SourceFormat format)
    {
        var lines = Enumerable.Range(0, 60).Select(id => (Id: id, Ip: id == 59 ? "ada@secret.example" : $"10.{id / 30}.0.{id % 30}")).ToList();
        if (format == SourceFormat.CSV) run.Write("a.csv", Head + string.Concat(lines.Select(line => $"{line.Id},2026-01-01,u{line.Id}@example.org,{line.Ip},DE,true\n")));
        else run.Write("a.jsonl", string.Concat(lines.Select(line => $$"""{"id":{{line.Id}},"time":"2026-01-01","email":"u{{line.Id}}@example.org","ip":"{{line.Ip}}","country":"DE","clicked":true}""" + "\n")));
        var spec = Protected("ip", new ColumnProtection { Method = ProtectionMethod.PseudonymisePrefix });
        var manifest = await run.SucceedAsync(spec with { Source = spec.Source with { Format = format } });
        manifest.Rejected.ShouldBe(new Dictionary<string, long> { ["ip:NotAddress"] = 1 });
        // Two networks of 16 bits before, two after; and as many addresses.
        run.Query(manifest, "SELECT count(DISTINCT regexp_extract(ip, '^[0-9]+.[0-9]+')), count(DISTINCT ip), count(*) FILTER (ip LIKE '10.%.0.%') FROM \"all\"").Single()
            .ShouldBe([2L, 59L, 0L]);
        run.Query(manifest, "SELECT file FROM quarantine").Single()[0]!.ToString()!.ShouldStartWith("file://");
        RequireNowhere("secret.example");
    }

    [Fact]
    public async Task The_digest_depends_on_the_values_and_the_key_alone()
    {
        var spec = Protected("ip", new ColumnProtection { Method = ProtectionMethod.PseudonymisePrefix });
        run.Write("a.csv", Head + Rows(300));
        var one = await run.SucceedAsync(spec);
        run.Write("a.csv", Head + string.Join('\n', Rows(300).Trim().Split('\n').Reverse()) + "\n");
        (await run.SucceedAsync(spec with { Threads = 1 })).Digest.ShouldBe(one.Digest);
        run.PseudonymisationKeyFile = Key("another key of more than 32 bytes");
        var other = await run.SucceedAsync(spec);
        other.Digest.ShouldNotBe(one.Digest);
        other.Privacy!.KeyId.ShouldNotBe(one.Privacy!.KeyId);
    }

    [Fact]
    public async Task Another_key_is_a_change_of_the_schema_and_no_alarm_of_distributions()
    {
        run.Write("a.csv", Head + Rows(3000));
        var spec = Spec() with { Slices = [new Slice { Column = "email" }] };
        var one = await run.SucceedAsync(spec);
        run.PseudonymisationKeyFile = Key("another key of more than 32 bytes");
        var other = await run.SucceedAsync(spec with { Previous = run.Pin(one) });
        var finding = other.Findings!.ShouldHaveSingleItem();
        finding.Check.ShouldBe("schemaChange");
        finding.Message.ShouldContain($"The pseudonyms of column 'email' are of key {other.Privacy!.KeyId}, of {one.Privacy!.KeyId} in the previous version");
    }

    [Fact]
    public async Task Without_a_long_enough_key_nothing_is_read()
    {
        run.Write("a.csv", Head + Rows(10));
        run.PseudonymisationKeyFile = "/none";
        (await run.FailAsync(Spec(), StepExitCode.Invalid)).Reason.ShouldBe("PseudonymisationKeyMissing");
        run.PseudonymisationKeyFile = Key("short");
        (await run.FailAsync(Spec(), StepExitCode.Invalid)).Reason.ShouldBe("PseudonymisationKeyTooShort");
    }

    [Fact]
    public async Task The_engines_words_about_a_row_are_told_nowhere()
    {
        run.Write("a.csv", Head + Rows(10) + "900,2026-01-01,ada@secret.example,10.0.0.1,DE,true\n");
        var personal = Spec() with { Columns = [.. Spec().Columns.Select(column => column with { Protection = null })], Checks = [new Check { Name = "numbers", Expression = "CAST(email AS BIGINT) > 0" }] };
        var error = await run.FailAsync(personal, StepExitCode.Invalid);
        error.Message.ShouldContain("Check 'numbers': 'CAST(email AS BIGINT) > 0' cannot be used: Conversion Error, in words that are not shown");
        (await run.FailAsync(personal with { Checks = [new Check { Name = "said", Expression = "error(email)" }] }, StepExitCode.Invalid)).Reason.ShouldBe("InvalidCheck");
        RequireNowhere("secret.example", "example.org");

        var parent = await run.SucceedAsync(personal with { Checks = null });
        var derived = Spec() with
        {
            Name = "derived", Source = new DataSource { Sql = "SELECT CAST(email AS BIGINT) AS id FROM clicks", Datasets = ["clicks"] }, Parents = [run.Pin(parent)], Key = null, Label = null, EventTime = null,
            Columns = [new Column { Name = "id", Type = ColumnType.Int64 }],
        };
        var wrong = await run.FailWithAsync(derived, StepExitCode.Invalid);
        wrong.Reason.ShouldBe("InvalidSql");
        wrong.Message.ShouldContain("Conversion Error, in words");
        (run.Errors + run.Progress + Encoding.UTF8.GetString(run.TerminationMessage)).ShouldNotContain("example");
    }

    [Fact]
    public async Task SQL_of_somebody_never_shares_a_statement_with_the_key()
    {
        run.Write("a.csv", Head + Rows(10));
        var parent = await run.SucceedAsync(Spec() with { Columns = [.. Spec().Columns.Select(column => column with { Protection = null })] });
        var derived = Spec() with
        {
            Name = "derived", Source = new DataSource { Sql = "SELECT id, $1 AS email FROM clicks", Datasets = ["clicks"] }, Parents = [run.Pin(parent)], Key = ["id"], Label = null, EventTime = null,
            Columns = [new Column { Name = "id", Type = ColumnType.Int64 }, Spec().Columns[2]],
        };
        (await run.FailWithAsync(derived, StepExitCode.Invalid)).Reason.ShouldBe("InvalidSql");
        var sound = await run.SucceedAsync(derived with { Source = derived.Source with { Sql = "SELECT id, email FROM clicks -- all" } });
        run.Query(sound, "SELECT email FROM \"all\" WHERE id = 7").Single()[0].ShouldBe(Pseudonym("user7@example.org"));
    }

    private static string Rows(int count) => string.Concat(Enumerable.Range(0, count).Select(id =>
        string.Create(CultureInfo.InvariantCulture, $"{id},2026-01-{1 + (id % 28):00} 10:00:00,user{id % 40}@example.org,10.0.{id % 3}.{id % 20},{(id % 3 == 0 ? "DE" : "FR")},{(id % 4 == 0 ? "true" : "false")}\n")));

    private static string Pseudonym(string value) => Convert.ToHexStringLower(
        HMACSHA256.HashData(HMACSHA256.HashData(Encoding.ASCII.GetBytes(Secret), "slipway/pseudonym/1"u8), Encoding.UTF8.GetBytes(value)))[..32];

    private string Key(string secret) => run.Write($"../keys/{secret.Length}", secret + "\n");

    private SnapshotSpec Spec() => run.Spec() with
    {
        Columns =
        [
            new Column { Name = "id", Type = ColumnType.Int64 },
            new Column { Name = "time", Type = ColumnType.Timestamp },
            new Column { Name = "email", Type = ColumnType.String, Pattern = ".+@.+|[0-9]+", Sensitivity = Sensitivity.Personal, Protection = new ColumnProtection { Method = ProtectionMethod.Pseudonymise } },
            new Column { Name = "ip", Type = ColumnType.String },
            new Column { Name = "country", Type = ColumnType.String },
            new Column { Name = "clicked", Type = ColumnType.Boolean },
        ],
    };

    private SnapshotSpec Protected(string name, ColumnProtection protection) =>
        Spec() with { Columns = [.. Spec().Columns.Select(column => column.Name == name ? column with { Protection = protection } : column)] };

    // Version files, quarantine, card, manifest, result, log and termination message; Parquet is searched as the values that it holds.
    private void RequireNowhere(params string[] texts)
    {
        var said = run.Errors + run.Progress + Encoding.UTF8.GetString(run.TerminationMessage);
        var files = Directory.GetFiles(Path.GetDirectoryName(run.OutputFolder)!, "*", SearchOption.AllDirectories)
            .Where(file => !file.StartsWith(run.SourceFolder, StringComparison.Ordinal) && !file.Contains("/keys/", StringComparison.Ordinal)).ToList();
        foreach (var text in texts)
        {
            said.ShouldNotContain(text);
            foreach (var file in files) Contents(file).ShouldNotContain(text, customMessage: file);
        }
    }

    private static string Contents(string file)
    {
        if (!file.EndsWith(".parquet", StringComparison.Ordinal)) return File.ReadAllText(file);
        using var database = DuckDb.Database.OpenInMemory();
        using var connection = database.Connect();
        return connection.Scalar<string>($"SELECT string_agg(CAST(to_json(rows) AS VARCHAR), ' ') FROM read_parquet({DuckDb.SqlText.Literal(file)}) AS rows") ?? "";
    }
}
