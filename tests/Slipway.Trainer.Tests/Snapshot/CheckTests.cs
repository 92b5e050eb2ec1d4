using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;

namespace Slipway.Trainer.Tests.Snapshot;

[Trait("Capability", "D9")]
public sealed class CheckTests : IDisposable
{
    private readonly SnapshotRun run = new();

    public void Dispose() => run.Dispose();

    public static TheoryData<Check, long, string> Broken => new()
    {
        { new Check { Name = "c", Expression = "price < 45" }, 10, "'price < 45' does not hold for 10 of 100 rows (10 %, allowed 0 %)" },
        { new Check { Name = "c", Column = "price", NotNull = true }, 3, "'price is present' does not hold for 3 of 100 rows" },
        { new Check { Name = "c", Column = "price", Minimum = 5, Maximum = 40 }, 26, "'price is at least 5 and is at most 40' does not hold" },
        { new Check { Name = "c", Column = "country", AllowedValues = ["DE", "US"] }, 66, "'country is one of DE, US' does not hold" },
        { new Check { Name = "c", Column = "country", Pattern = "[D-E]+" }, 66, "'country matches [D-E]+' does not hold" },
        { new Check { Name = "c", Unique = ["time"] }, 16, "'time occurs once' does not hold for 16 of 100 rows" },
        { new Check { Name = "c", Unique = ["time", "country"] }, 4, "'time, country occur together once'" },
        { new Check { Name = "c", Increasing = new RowOrder { Column = "id", By = "price" } }, 0, "" },
        { new Check { Name = "c", Increasing = new RowOrder { Column = "price", By = "id", Within = ["country"] } }, 0, "" },
        { new Check { Name = "c", Increasing = new RowOrder { Column = "time", By = "id", Within = ["country"] } }, 2, "'time never falls by id within country' does not hold for 2 of 100 rows" },
    };

    [Theory]
    [MemberData(nameof(Broken), DisableDiscoveryEnumeration = true)]
    public async Task Each_kind_of_expectation_counts_the_rows_that_break_it(Check check, long rows, string words)
    {
        run.Write("a.csv", SnapshotRun.Header + Rows());
        var manifest = await run.SucceedAsync(run.Spec() with { Checks = [check with { Severity = Severity.Warn }] });
        var finding = manifest.Findings?.SingleOrDefault(each => each.Check == "c");
        (finding?.Rows ?? 0).ShouldBe(rows);
        if (rows == 0) return;
        finding!.Message.ShouldContain(words);
        (finding.Value, finding.Limit, finding.Examples!.Count).ShouldBe((rows, 0, (int)Math.Min(5, rows)));
        finding.Examples.ShouldAllBe(example => example.ContainsKey("id"));

        (await run.SucceedAsync(run.Spec() with { Key = ["id"], Splits = new SplitPolicy { Salt = "x" }, Checks = [check with { MaxViolationPercent = rows }] })).Findings.ShouldBeNull("the share is tolerated");
    }

    [Fact]
    public async Task A_refused_version_says_which_rows_broke_the_expectation_and_shows_no_personal_value()
    {
        run.Write("a.csv", SnapshotRun.Header + SnapshotRun.Rows(20) + "77,2026-01-01,Ada Lovelace,-3,true\n");
        var spec = run.Spec();
        spec = spec with
        {
            Columns = [.. spec.Columns.Select(column => column.Name == "country" ? column with { Sensitivity = Sensitivity.Personal } : column)],
            Checks = [new Check { Name = "polite", Expression = "price >= 0 OR Country = 'nobody'" }],
        };
        var error = await run.FailAsync(spec, StepExitCode.Refused);
        error.Message.ShouldContain("Such rows are: id=77, country=***, price=-3.0.");
        error.Message.ShouldNotContain("Ada");

        var finding = (await run.SucceedAsync(spec with { Checks = [spec.Checks[0] with { Severity = Severity.Warn }] })).Findings!.Single(each => each.Check == "polite");
        finding.Examples!.ShouldHaveSingleItem().ShouldBe(new Dictionary<string, string?> { ["id"] = "77", ["country"] = "***", ["price"] = "-3.0" });
    }

    [Fact, Trait("Capability", "D8")]
    public async Task An_expectation_is_held_in_each_value_of_the_slices_that_it_names()
    {
        run.Write("a.csv", SnapshotRun.Header + string.Concat(Enumerable.Range(0, 200).Select(id =>
            FormattableString.Invariant($"{id},2026-01-01 00:00:00,{(id < 10 ? "IS" : "DE")},{(id is 1 or 2 or 50 ? -1 : 1)},true\n"))));
        var spec = run.Spec() with
        {
            Slices = [new Slice { Column = "country" }],
            Checks =
            [
                new Check { Name = "positive", Column = "price", Minimum = 0, MaxViolationPercent = 2, PerSlice = ["country"], Severity = Severity.Warn },
                new Check { Name = "many", Query = "SELECT count(*) FROM kept WHERE price > 0", Minimum = 100, PerSlice = ["country"], Severity = Severity.Warn },
            ],
        };
        var findings = (await run.SucceedAsync(spec)).Findings!.Where(finding => finding.Check != "splits").ToList();
        findings.Select(finding => (finding.Check, finding.Slice, finding.Value)).ShouldBe([("positive", "country=IS", 20.0), ("many", "country=IS", 8.0)]);
        findings[0].Message.ShouldContain("'price is at least 0' does not hold for 2 of 10 rows of slice country=IS (20 %, allowed 2 %)");
        findings[0].Examples!.Select(example => example["id"]).ShouldBe(["1", "2"], ignoreOrder: true);
        findings[1].Message.ShouldContain("In slice country=IS, query gives 8, allowed at least 100");
    }

    [Theory]
    [InlineData("SELECT sum(price) FROM kept", 2000.0, 2100.0, false, "query gives 2475, allowed 2000 to 2100")]
    [InlineData("SELECT sum(price) FROM kept", 2000.0, 2500.0, true, "")]
    [InlineData("WITH best AS (SELECT max(price) AS top FROM kept GROUP BY country) SELECT min(top) FROM best", 60.0, null, false, "query gives 49, allowed at least 60")]
    [InlineData("SELECT avg(price) FROM kept WHERE country = 'XX'", null, 1.0, false, "query gives no number, allowed at most 1")]
    public async Task A_query_gives_one_number_and_no_number_passes_nothing(string query, double? minimum, double? maximum, bool passes, string words)
    {
        run.Write("a.csv", SnapshotRun.Header + SnapshotRun.Rows(100));
        var check = new Check { Name = "q", Query = query, Minimum = minimum, Maximum = maximum };
        if (passes)
        {
            (await run.SucceedAsync(run.Spec() with { Checks = [check] })).Findings.ShouldBeNull();
            return;
        }

        var error = await run.FailAsync(run.Spec() with { Checks = [check] }, StepExitCode.Refused);
        error.Message.ShouldContain($"[q] {words}");
    }

    [Theory]
    [InlineData("SELECT prise FROM kept", "prise")]
    [InlineData("SELECT 1; DROP TABLE staged", "syntax error")]
    [InlineData("SELECT 1) FROM kept; SELECT (2", "more than one statement")]
    [InlineData("SELECT count(*) FROM read_csv('/etc/passwd')", "it reads rows from read_csv()")]
    [InlineData("SELECT count(*) FROM '/etc/passwd'", "it reads '/etc/passwd'")]
    [InlineData("SELECT count(*) FROM quarantine", "it reads 'quarantine', and may read kept alone")]
    [InlineData("SELECT count(*) FROM main.kept", "it reads 'main.kept'")]
    [InlineData("SELECT random()", "it calls random()")]
    [InlineData("SELECT epoch(now())", "it calls now()")]
    [InlineData("SELECT epoch(current_date)", "it calls current_date()")]
    [InlineData("SELECT epoch(ago(INTERVAL 1 DAY))", "it calls ago()")]
    [InlineData("SELECT 1 FROM (DESCRIBE kept)", "it reads 'DESCRIBE'")]
    [InlineData("SELECT id FROM kept", "More than one row")]
    [InlineData("SELECT 1, 2", "columns")]
    [InlineData("SELECT country FROM kept LIMIT 1", "onver")]
    [InlineData("COPY kept TO '/tmp/x.csv'", "syntax error")]
    public async Task A_query_that_cannot_be_bound_or_reaches_beyond_the_rows_is_refused(string query, string words)
    {
        run.Write("a.csv", SnapshotRun.Header + SnapshotRun.Rows(20));
        var error = await run.FailAsync(run.Spec() with { Checks = [new Check { Name = "q", Query = query, Minimum = 0 }] }, StepExitCode.Invalid);
        error.Reason.ShouldBe("InvalidCheck");
        error.Message.ShouldContain("Check 'q'");
        error.Message.ShouldContain(words);
    }

    [Theory]
    [InlineData("(SELECT count(*) FROM read_text('/etc/hostname')) = 0", "read_text")]
    [InlineData("TRUE) AS BOOLEAN), CAST(((SELECT count(*) FROM quarantine)", "quarantine")]
    [InlineData("CAST(country AS INTEGER) > 0", "onver")]
    public async Task An_expression_is_looked_at_alike(string expression, string words)
    {
        run.Write("a.csv", SnapshotRun.Header + SnapshotRun.Rows(20));
        var sound = new Check { Name = "sound", Expression = "price >= 0" };
        var error = await run.FailAsync(run.Spec() with { Checks = [sound, new Check { Name = "e", Expression = expression }] }, StepExitCode.Invalid);
        error.Reason.ShouldBe("InvalidCheck");
        error.Message.ShouldContain("Check 'e'");
        error.Message.ShouldContain(words);
    }

    [Fact]
    public async Task Sql_of_a_derived_dataset_reads_no_file_of_the_pod()
    {
        run.Write("clicks.csv", SnapshotRun.Header + SnapshotRun.Rows(50));
        var parent = await run.SucceedAsync(run.Spec());
        var secret = run.Write("../secret.csv", "id\n1\n");
        var (code, result) = await run.RunAsync(run.Spec() with
        {
            Name = "thief", Parents = [run.Pin(parent)], Source = new DataSource { Sql = $"SELECT clicks.* FROM clicks, read_csv('{secret}')", Datasets = ["clicks"] },
        });
        (code, result.Error!.Reason).ShouldBe((StepExitCode.Invalid, "InvalidSql"));
        result.Error.Message.ShouldContain("disabled by configuration");
    }

    [Theory]
    [InlineData(0.0, 3, "query gives 297 and against gives 300, which differ by 1 % (allowed 0 %)")]
    [InlineData(1.0, 3, "")]
    [InlineData(1.0, 30, "query gives 270 and against gives 300, which differ by 10 % (allowed 1 %)")]
    public async Task Rows_are_reconciled_with_a_pinned_version_of_another_dataset(double tolerance, int lost, string words)
    {
        run.Write("payments.csv", SnapshotRun.Header + SnapshotRun.Rows(300));
        var payments = await run.SucceedAsync(run.Spec() with { Name = "payments" });
        Directory.Delete(run.SourceFolder, recursive: true);
        run.Write("clicks.csv", SnapshotRun.Header + SnapshotRun.Rows(300 - lost));
        var check = new Check
        {
            Name = "as-paid", Query = "SELECT count(*) FROM kept", Against = "SELECT count(*) FROM payments", TolerancePercent = tolerance, Datasets = ["payments"], Severity = Severity.Warn,
        };
        var manifest = await run.SucceedAsync(run.Spec() with { Checks = [check], References = [run.Pin(payments)] });
        if (words.Length == 0) manifest.Findings.ShouldBeNull();
        else manifest.Findings!.ShouldHaveSingleItem().Message.ShouldStartWith(words);
    }

    [Fact]
    public async Task Values_have_to_be_found_in_the_dataset_that_they_refer_to()
    {
        run.Write("countries.csv", "code,name\nDE,Germany\nUS,United States\n");
        var countries = await run.SucceedAsync(run.Spec() with
        {
            Name = "countries", EventTime = null, Key = ["code"], Label = null,
            Columns = [new Column { Name = "code", Type = ColumnType.String }, new Column { Name = "name", Type = ColumnType.String }],
        });
        Directory.Delete(run.SourceFolder, recursive: true);
        run.Write("clicks.csv", SnapshotRun.Header + SnapshotRun.Rows(30) + "90,2026-01-01,,1,true\n");
        var check = new Check { Name = "known-country", References = new RowReference { Dataset = "countries", Keys = new Dictionary<string, string> { ["country"] = "code" } } };
        var spec = run.Spec() with { Checks = [check], References = [run.Pin(countries)] };
        var (code, result) = await run.RunAsync(spec);
        code.ShouldBe(StepExitCode.Refused);
        result.Error!.Message.ShouldContain("[known-country] 'country is found in countries.code' does not hold for 20 of 31 rows");
        result.Error.Message.ShouldContain("country=FR");

        var (_, unknown) = await run.RunAsync(spec with { Checks = [check with { References = check.References with { Keys = new Dictionary<string, string> { ["country"] = "iso" } } }] });
        (unknown.Error!.Reason, unknown.Outcome).ShouldBe(("InvalidCheck", StepOutcome.Invalid));
        unknown.Error.Message.ShouldContain("references cannot be used");
        var (_, unpinned) = await run.RunAsync(spec with { References = null });
        unpinned.Error!.Message.ShouldContain("reads dataset 'countries', of which references pins no version");
    }

    [Fact]
    public async Task A_contradictory_check_is_refused_by_the_snapshot_too()
    {
        run.Write("a.csv", SnapshotRun.Header + SnapshotRun.Rows(20));
        var error = await run.FailAsync(run.Spec() with { Checks = [new Check { Name = "both", Expression = "TRUE", Unique = ["id"] }] }, StepExitCode.Invalid);
        (error.Reason, error.Message).ShouldBe(("InvalidSpecification", "Check 'both': unique is a second expectation besides expression; make two checks of it."));
    }

    // Of 50 minutes with two rows each, eight late rows have the time of an early one.
    private static string Rows()
    {
        var lines = SnapshotRun.Rows(100).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(',')).ToArray();
        for (var i = 0; i < lines.Length; i++) lines[i][1] = FormattableString.Invariant($"2026-01-01 00:{i / 2:00}:{i % 2:00}");
        for (var i = 0; i < 8; i++) lines[80 + i][1] = lines[i * 4][1];
        foreach (var i in new[] { 2, 5, 9 }) lines[i][3] = "";
        return string.Concat(lines.Select(line => string.Join(',', line) + "\n"));
    }
}
