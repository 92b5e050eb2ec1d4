using Slipway.Api.Datasets;
using Slipway.Contracts;
using Slipway.Contracts.Data;

namespace Slipway.Api.Tests.Validation;

[Trait("Capability", "F12")]
public sealed class EventSourceValidationTests
{
    [Fact]
    public void A_folder_of_json_lines_with_declared_columns_and_an_event_time_takes_events() => DatasetValidation.Validate(Sound).ShouldBeEmpty();

    public static TheoryData<string, string, Func<DatasetSpec, DatasetSpec>> Faults => new()
    {
        { "spec.source.uri", "a folder that ends in /", spec => From(spec, source => source with { Uri = "s3://shop/clicks" }) },
        { "spec.source.uri", "without * and ?", spec => From(spec, source => source with { Uri = "s3://shop/*/" }) },
        { "spec.source.format", "set it to JSONLines", spec => From(spec, source => source with { Format = SourceFormat.CSV }) },
        { "spec.source.seal", "remove it", spec => From(spec, source => source with { Seal = "_SUCCESS" }) },
        { "spec.source.partitioning", "one for each hour", spec => From(spec, source => source with { Partitioning = new Partitioning { Columns = ["user"] } }) },
        { "spec.source.events", "name a folder there", spec => From(spec, source => source with { Uri = null, Sql = "SELECT 1", Datasets = ["a"], Format = SourceFormat.CSV }) },
        { "spec.source.events", "name the column in spec.eventTime", spec => spec with { EventTime = null } },
        { "spec.source.events", "declare spec.schema.columns", spec => spec with { Schema = null } },
        { "spec.source.events", "clean in a dataset derived from this one", spec => spec with { Cleaning = [new CleaningStep { Name = "refunds", Drop = "price < 0" }] } },
        { "spec.source.events", "sample in a dataset derived from this one", spec => spec with { Sampling = new SamplingPolicy { Method = SamplingMethod.Random, Percent = 10 } } },
        { "spec.schema.columns[1].protection", "predictors keep events as they come", spec => spec with { Schema = Columns(new ColumnProtection { Method = ProtectionMethod.Drop }) } },
        { "spec.source.events.maxAge", "such as 1d", spec => From(spec, source => source with { Events = new EventSource { MaxAge = Duration.Parse("0s") } }) },
        { "spec.source.events.maxAhead", "such as 1m", spec => From(spec, source => source with { Events = new EventSource { MaxAhead = Duration.Parse("0s") } }) },
    };

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public void What_would_make_training_count_other_events_is_refused_with_a_remedy(string field, string remedy, Func<DatasetSpec, DatasetSpec> change)
    {
        var error = DatasetValidation.Validate(change(Sound)).First(each => each.Field == field);

        error.Message.ShouldContain(remedy);
    }

    private static DatasetSpec Sound { get; } = new()
    {
        Owner = "shop", EventTime = "at", Schema = Columns(null),
        Source = new DataSource { Uri = "s3://shop/clicks/", Format = SourceFormat.JSONLines, Events = new EventSource() },
    };

    private static DatasetSpec From(DatasetSpec spec, Func<DataSource, DataSource> change) => spec with { Source = change(spec.Source) };

    private static DatasetSchema Columns(ColumnProtection? protection) => new()
    {
        Columns =
        [
            new Column { Name = "at", Type = ColumnType.Timestamp }, new Column { Name = "user", Type = ColumnType.String, Protection = protection },
            new Column { Name = "price", Type = ColumnType.Float64 },
        ],
    };
}
