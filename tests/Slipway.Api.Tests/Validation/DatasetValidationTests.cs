using Slipway.Api.Datasets;
using Slipway.Contracts;
using Slipway.Contracts.Data;

namespace Slipway.Api.Tests.Validation;

[Trait("Capability", "P2")]
public sealed class DatasetValidationTests
{
    [Fact]
    public void A_sound_dataset_has_no_errors() => DatasetValidation.Validate(Sound).ShouldBeEmpty();

    public static TheoryData<string, string, Func<DatasetSpec, DatasetSpec>> Faults => new()
    {
        { "spec.source", "needs uri", spec => spec with { Source = new DataSource() } },
        { "spec.source.sql", "excludes uri", spec => spec with { Source = new DataSource { Uri = "s3://a/b", Sql = "SELECT 1", Datasets = ["a"] } } },
        { "spec.source.datasets", "name the datasets", spec => spec with { Source = new DataSource { Sql = "SELECT 1" } } },
        { "spec.source.datasets", "used by sql alone", spec => spec with { Source = new DataSource { Uri = "s3://a/b", Datasets = ["a"] } } },
        { "spec.source.csv", "set format to CSV", spec => spec with { Source = new DataSource { Uri = "s3://a/b", Format = SourceFormat.Parquet, Csv = new CsvOptions() } } },
        { "spec.schema.columns[4]", "already at spec.schema.columns[1]", spec => Columns(spec, new Column { Name = "country", Type = ColumnType.String }) },
        { "spec.schema.columns[4].minimum", "limits numbers", spec => Columns(spec, new Column { Name = "x", Type = ColumnType.String, Minimum = 1 }) },
        { "spec.schema.columns[4].minimum", "larger than maximum 1", spec => Columns(spec, new Column { Name = "x", Type = ColumnType.Int64, Minimum = 2, Maximum = 1 }) },
        { "spec.schema.columns[4].minLength", "larger than maxLength", spec => Columns(spec, new Column { Name = "x", Type = ColumnType.String, MinLength = 9, MaxLength = 2 }) },
        { "spec.schema.columns[4].maxLength", "limits text", spec => Columns(spec, new Column { Name = "x", Type = ColumnType.Int64, MaxLength = 2 }) },
        { "spec.schema.columns[4].allowedValues", "lists texts", spec => Columns(spec, new Column { Name = "x", Type = ColumnType.Date, AllowedValues = ["a"] }) },
        { "spec.schema.columns[4].pattern", "is no regular expression", spec => Columns(spec, new Column { Name = "x", Type = ColumnType.String, Pattern = "(" }) },
        { "spec.schema.columns[4].pattern", "RE2 does not have", spec => Columns(spec, new Column { Name = "x", Type = ColumnType.String, Pattern = "(?=a)b" }) },
        { "spec.eventTime", "did you mean 'at'?", spec => spec with { EventTime = "att" } },
        { "spec.eventTime", "an event time is Timestamp or Date", spec => spec with { EventTime = "price" } },
        { "spec.key[0]", "there are: at, country, price, clicked", spec => spec with { Key = ["id"] } },
        { "spec.label.column", "did you mean 'clicked'?", spec => spec with { Label = new Label { Column = "clickd" } } },
        { "spec.label.delay", "name its column in spec.eventTime", spec => spec with { EventTime = null, Label = new Label { Column = "clicked", Delay = Duration.Parse("1h") } } },
        { "spec.slices[0].column", "did you mean 'country'?", spec => spec with { Slices = [new Slice { Column = "contry" }] } },
        { "spec.checks[1]", "already at spec.checks[0]", spec => spec with { Checks = [Check("a"), Check("a")] } },
        { "spec.checks[0]", "expects nothing", spec => With(spec, new Check { Name = "a" }) },
        { "spec.checks[0].column", "second expectation besides expression", spec => With(spec, Check("a") with { Column = "price", Minimum = 0 }) },
        { "spec.checks[0].column", "nothing is expected of it", spec => With(spec, new Check { Name = "a", Column = "price" }) },
        { "spec.checks[0].column", "did you mean 'price'?", spec => With(spec, new Check { Name = "a", Column = "prise", NotNull = true }) },
        { "spec.checks[0].pattern", "price is Float64", spec => With(spec, new Check { Name = "a", Column = "price", Pattern = "x" }) },
        { "spec.checks[0].pattern", "is no regular expression", spec => With(spec, new Check { Name = "a", Column = "country", Pattern = "(" }) },
        { "spec.checks[0].minimum", "country is String", spec => With(spec, new Check { Name = "a", Column = "country", Minimum = 1 }) },
        { "spec.checks[0].minimum", "larger than maximum 1", spec => With(spec, new Check { Name = "a", Column = "price", Minimum = 2, Maximum = 1 }) },
        { "spec.checks[0].notNull", "says nothing without column", spec => With(spec, Check("a") with { NotNull = true }) },
        { "spec.checks[0].unique[1]", "no such column", spec => With(spec, new Check { Name = "a", Unique = ["at", "id"] }) },
        { "spec.checks[0].increasing.by", "no eventTime", spec => With(spec with { EventTime = null }, new Check { Name = "a", Increasing = new RowOrder { Column = "price" } }) },
        { "spec.checks[0].query", "nothing is expected of", spec => With(spec, new Check { Name = "a", Query = "SELECT 1" }) },
        { "spec.checks[0].maxViolationPercent", "use minimum and maximum", spec => With(spec, new Check { Name = "a", Query = "SELECT 1", Minimum = 1, MaxViolationPercent = 1 }) },
        { "spec.checks[0].against", "excludes minimum", spec => With(spec, new Check { Name = "a", Query = "SELECT 1", Against = "SELECT 1", Minimum = 1 }) },
        { "spec.checks[0].tolerancePercent", "without against", spec => With(spec, new Check { Name = "a", Query = "SELECT 1", Minimum = 1, TolerancePercent = 1 }) },
        { "spec.checks[0].datasets", "query and against alone", spec => With(spec, Check("a") with { Datasets = ["users"] }) },
        { "spec.checks[0].perSlice[0]", "no such slice", spec => With(spec, Check("a") with { PerSlice = ["country"] }) },
        { "spec.comparison.columns[0].column", "did you mean 'price'?", spec => spec with { Comparison = new Comparison { Columns = [Own("prise")] } } },
        { "spec.freshness", "name its column in spec.eventTime", spec => spec with { EventTime = null, Freshness = new Freshness { MaxAge = Duration.Parse("1h") } } },
        { "spec.freshness.maxAge", "longer than zero", spec => spec with { Freshness = new Freshness { MaxAge = new Duration(TimeSpan.Zero) } } },
        { "spec.freshness.perSlice[0]", "no such slice", spec => spec with { Freshness = new Freshness { MaxAge = Duration.Parse("1h"), PerSlice = ["country"] } } },
        { "spec.source.partitioning.columns", "declare it in schema.columns", spec => Partitioned(spec, "day") },
        { "spec.key", "has to include country", spec => Partitioned(spec, "country") with { Key = ["at"] } },
        { "spec.splits.method", "use Hash", spec => Partitioned(spec, "country") with { Splits = new SplitPolicy { Method = SplitMethod.Time } } },
        { "spec.label.delay", "source.seal", spec => Partitioned(spec, "country") with { Label = new Label { Column = "clicked", Delay = Duration.Parse("1h") } } },
        { "spec.lookup", "derived from this one", spec => Partitioned(spec, "country") with { Lookup = new LookupPolicy { Entity = ["price"] } } },
        { "spec.checks[0].unique", "has to include country", spec => With(Partitioned(spec, "country"), new Check { Name = "a", Unique = ["at"] }) },
        { "spec.cleaning[0]", "does nothing", spec => Cleaned(spec, new CleaningStep { Name = "a", Column = "price" }) },
        { "spec.cleaning[0]", "make a step of each", spec => Cleaned(spec, new CleaningStep { Name = "a", Column = "price", Expression = "1", Values = new Dictionary<string, string>() }) },
        { "spec.cleaning[0].quantise", "the original stays", spec => Cleaned(spec, new CleaningStep { Name = "a", Column = "price", Quantise = new Quantise { Width = 1 } }) },
        { "spec.cleaning[0].into", "declared in schema.columns", spec => Cleaned(spec, new CleaningStep { Name = "a", Into = "band", Expression = "1" }) },
        { "spec.cleaning[0].column", "no declared column", spec => Cleaned(spec, new CleaningStep { Name = "a", Column = "prise", Expression = "1" }) },
        { "spec.cleaning[1].name", "earlier step", spec => Cleaned(spec, new CleaningStep { Name = "a", Drop = "price < 0" }, new CleaningStep { Name = "a", Drop = "price < 1" }) },
        { "spec.source.seal", "remove it from a derived dataset", spec => spec with { Source = new DataSource { Sql = "SELECT 1", Datasets = ["a"], Seal = "_SUCCESS" } } },
        { "spec.schema", "without a header", spec => spec with { Schema = null, Source = new DataSource { Uri = "s3://a/b", Csv = new CsvOptions { Header = false } } } },
        { "spec.schema.columns[4].protection.method", "x is Int64", spec => Columns(spec, Protect("x", ColumnType.Int64, ProtectionMethod.PseudonymisePrefix)) with { Privacy = Keyed } },
        { "spec.schema.columns[4].protection.separator", "PseudonymisePrefix alone", spec => Columns(spec, Protect("x", ColumnType.String, ProtectionMethod.Drop, ".")) },
        { "spec.privacy.pseudonymisationKeyRef", "32 random bytes", spec => Columns(spec, Protect("x", ColumnType.String, ProtectionMethod.Pseudonymise)) },
        { "spec.privacy.quasiIdentifiers[0]", "did you mean 'country'?", spec => spec with { Privacy = new PrivacyPolicy { QuasiIdentifiers = ["contry"] } } },
        { "spec.key[0]", "no such column", spec => Columns(spec, Protect("x", ColumnType.String, ProtectionMethod.Drop)) with { Key = ["x"] } },
        { "spec.eventTime", "an event time is Timestamp or Date", spec => Columns(spec, Protect("x", ColumnType.Timestamp, ProtectionMethod.Pseudonymise)) with { EventTime = "x", Privacy = Keyed } },
        {
            "spec.privacy.noPersonalData", "ada attests that no personal data is stored, and column 'x' is Personal and not protected",
            spec => Columns(spec, new Column { Name = "x", Type = ColumnType.String, Sensitivity = Sensitivity.Personal }) with { Privacy = Attested }
        },
        {
            "spec.cleaning[0].column", "'x' is protected, and that comes before cleaning",
            spec => Columns(spec, Protect("x", ColumnType.String, ProtectionMethod.Pseudonymise)) with { Privacy = Keyed, Cleaning = [new CleaningStep { Name = "lower", Column = "x", Expression = "lower(x)" }] }
        },
        { "spec.privacy.noPersonalData", "declare spec.schema.columns", spec => spec with { Schema = null, Privacy = Attested } },
        { "spec.limits.sizeRatio", "compares a derived dataset", spec => spec with { Limits = new Limits { SizeRatio = new SizeRatio { Minimum = 0.3 } } } },
        { "spec.comparison.trailingRowCount.severity", "never more than Warn", spec => spec with { Comparison = new Comparison { TrailingRowCount = new RatioLimit { Severity = Severity.Error } } } },
        { "spec.comparison.columns[1]", "already at spec.comparison.columns[0]", spec => spec with { Comparison = new Comparison { Columns = [Own("price"), Own("price")] } } },
        { "spec.eventTimeLimits", "name its column in spec.eventTime", spec => spec with { EventTime = null, EventTimeLimits = new EventTimeLimits() } },
        { "spec.eventTimeLimits.tolerance", "must not be negative", spec => spec with { EventTimeLimits = new EventTimeLimits { Tolerance = new Duration(TimeSpan.FromHours(-1)) } } },
        { "spec.splits.key", "no such column", spec => spec with { Splits = new SplitPolicy { Key = "user" } } },
        { "spec.splits.method", "name its column in spec.eventTime", spec => spec with { EventTime = null, Splits = new SplitPolicy { Method = SplitMethod.Time } } },
        { "spec.splits", "nothing to train on", spec => spec with { Splits = new SplitPolicy { ValidationPercent = 50, TestPercent = 50 } } },
        { "spec.refresh.interval", "longer than zero", spec => spec with { Refresh = new Refresh { Interval = new Duration(TimeSpan.Zero) } } },
    };

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public void A_fault_is_found_at_its_field_with_a_remedy(string field, string remedy, Func<DatasetSpec, DatasetSpec> change)
    {
        var error = DatasetValidation.Validate(change(Sound)).ShouldHaveSingleItem();
        error.Field.ShouldBe(field);
        error.Message.ShouldContain(remedy);
    }

    [Fact, Trait("Capability", "D5")]
    public void Columns_that_a_snapshot_has_yet_to_infer_are_not_held_against_the_manifest() => DatasetValidation.Validate(Sound with
    {
        Schema = null, Key = ["id"], Splits = new SplitPolicy { Key = "user" }, Slices = [new Slice { Column = "country" }],
        Checks = [new Check { Name = "a", Column = "discount", Minimum = 0, PerSlice = ["country"] }],
    }).ShouldBeEmpty();

    [Fact, Trait("Capability", "D23")]
    public void A_protected_column_is_no_contradiction_to_an_attestation() =>
        DatasetValidation.Validate(Columns(Sound, Protect("x", ColumnType.String, ProtectionMethod.Drop)) with { Privacy = Attested }).ShouldBeEmpty();

    [Fact]
    public void All_faults_are_told_at_once() =>
        DatasetValidation.Validate(Sound with { EventTime = "x1", Key = ["x2"], Label = new Label { Column = "x3" } }).Count.ShouldBe(3);

    private static DatasetSpec Sound => new()
    {
        Owner = "shop", Source = new DataSource { Uri = "s3://shop/clicks" }, EventTime = "at", Label = new Label { Column = "clicked" },
        Schema = new DatasetSchema
        {
            Columns =
            [
                new Column { Name = "at", Type = ColumnType.Timestamp }, new Column { Name = "country", Type = ColumnType.String, Pattern = "^[A-Z]{2}$" },
                new Column { Name = "price", Type = ColumnType.Float64, Minimum = 0 }, new Column { Name = "clicked", Type = ColumnType.Boolean },
            ],
        },
    };

    private static DatasetSpec Columns(DatasetSpec spec, Column more) => spec with { Schema = new DatasetSchema { Columns = [.. spec.Schema!.Columns, more] } };

    private static DatasetSpec Partitioned(DatasetSpec spec, string column) => spec with { Source = spec.Source with { Partitioning = new Partitioning { Columns = [column] } } };

    private static DatasetSpec Cleaned(DatasetSpec spec, params CleaningStep[] steps) => spec with { Cleaning = steps };

    private static DatasetSpec With(DatasetSpec spec, Check check) => spec with { Checks = [check] };

    private static PrivacyPolicy Keyed => new() { PseudonymisationKeyRef = new SecretKey { Name = "pseudonyms", Key = "key" } };

    private static PrivacyPolicy Attested => new() { NoPersonalData = new Attestation { By = "ada", At = new DateOnly(2026, 5, 1) } };

    private static Column Protect(string name, ColumnType type, ProtectionMethod method, string? separator = null) =>
        new() { Name = name, Type = type, Sensitivity = Sensitivity.Personal, Protection = new ColumnProtection { Method = method, Separator = separator } };

    private static ColumnComparison Own(string column) => new() { Column = column, Ignore = true };

    private static Check Check(string name) => new() { Name = name, Expression = "price > 0" };
}
