using Slipway.Api.Datasets;
using Slipway.Contracts.Data;

namespace Slipway.Api.Tests.Validation;

[Trait("Capability", "D15")]
public sealed class LabelValidationTests
{
    [Fact]
    public void Functions_bring_their_label_along_and_have_to_fit_the_columns()
    {
        LabelFunction words = new() { Name = "words", Column = "text", Keywords = ["free"], Value = "true" };
        Faults(new Label { Column = "spam", Functions = [words] }).ShouldBeEmpty();
        Faults(new Label { Column = "spam" }).ShouldHaveSingleItem().ShouldStartWith("spec.label.column");
        Faults(new Label { Column = "spam", Functions = [words, words] }).ShouldHaveSingleItem().ShouldContain("'words' is taken by an earlier function");
        Faults(new Label { Column = "spam", Functions = [words with { Column = "id" }] }).ShouldHaveSingleItem().ShouldContain("names 'id', which is Int64; keywords and pattern look at text");
        Faults(new Label { Column = "spam", Functions = [words with { Pattern = "a" }] }).ShouldHaveSingleItem().ShouldContain("has keywords and pattern");
        Faults(new Label { Column = "spam", Functions = [new() { Name = "odd", Column = "text", Pattern = "(?=a)", Value = "true" }] }).ShouldHaveSingleItem().ShouldContain("look-around");
        Faults(new Label { Column = "id", Functions = [words] }).ShouldHaveSingleItem().ShouldContain("make it nullable");
    }

    [Fact]
    public void A_numeric_label_is_a_number_and_sources_are_columns()
    {
        Faults(new Label { Column = "text", Type = LabelType.Numeric }).ShouldHaveSingleItem().ShouldContain("is Numeric, and text is String");
        Faults(new Label { Column = "id", Type = LabelType.Numeric, SourceColumn = "annotator" }).ShouldHaveSingleItem().ShouldStartWith("spec.label.sourceColumn");
        Faults(new Label { Column = "id", Model = new LabelModel() }).ShouldHaveSingleItem().ShouldContain("there are none; write functions");
    }

    private static IReadOnlyList<string> Faults(Label label) =>
    [
        .. DatasetValidation.Validate(new DatasetSpec
        {
            Owner = "shop", Source = new DataSource { Uri = "s3://shop/a.csv" }, Label = label,
            Schema = new DatasetSchema { Columns = [new Column { Name = "id", Type = ColumnType.Int64 }, new Column { Name = "text", Type = ColumnType.String, Nullable = true }] },
        }).Select(error => error.ToString()),
    ];
}
