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
        { "spec.comparison.columns[0].column", "did you mean 'price'?", spec => spec with { Comparison = new Comparison { Columns = [Own("prise")] } } },
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

    private static DatasetSpec Columns(DatasetSpec spec, Column more) => spec with { Schema = new DatasetSchema { Columns = [.. spec.Schema.Columns, more] } };

    private static ColumnComparison Own(string column) => new() { Column = column, Ignore = true };

    private static Check Check(string name) => new() { Name = name, Expression = "price > 0" };
}
