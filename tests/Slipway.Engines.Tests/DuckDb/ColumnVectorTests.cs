using System.Text;
using Slipway.DuckDb;

namespace Slipway.Engines.Tests.DuckDb;

public sealed class ColumnVectorTests : IDisposable
{
    private readonly Database database = Database.OpenInMemory();
    private readonly Connection connection;

    public ColumnVectorTests() => connection = database.Connect();

    public void Dispose()
    {
        connection.Dispose();
        database.Dispose();
    }

    [Fact]
    public void A_large_result_streams_in_order_without_boxing()
    {
        using var result = connection.Query("SELECT i, i / 2.0 AS half FROM range(100000) t(i)");
        long expected = 0;
        while (result.NextChunk() is { } chunk)
        {
            var numbers = chunk.Column(0).Values<long>();
            var halves = new double[chunk.RowCount];
            chunk.Column(1).CopyTo(halves);
            for (var row = 0; row < chunk.RowCount; row++, expected++)
            {
                numbers[row].ShouldBe(expected);
                halves[row].ShouldBe(expected / 2.0);
            }
        }

        expected.ShouldBe(100000);
    }

    [Fact]
    public void Nulls_show_in_the_mask_and_become_NaN()
    {
        using var result = connection.Query("SELECT CASE WHEN i % 3 = 0 THEN NULL ELSE i::FLOAT END FROM range(200) t(i)");
        var vector = result.NextChunk()!.Column(0);
        var copy = new float[vector.Count];
        vector.CopyTo(copy);
        vector.NoNulls.ShouldBeFalse();
        for (var row = 0; row < vector.Count; row++)
        {
            vector.IsNull(row).ShouldBe(row % 3 == 0);
            copy[row].ShouldBe(row % 3 == 0 ? float.NaN : row);
        }
    }

    [Theory]
    [InlineData("true", 1)]
    [InlineData("-7::TINYINT", -7)]
    [InlineData("300::SMALLINT", 300)]
    [InlineData("70000::INTEGER", 70000)]
    [InlineData("200::UTINYINT", 200)]
    [InlineData("60000::USMALLINT", 60000)]
    [InlineData("4000000000::UINTEGER", 4000000000)]
    [InlineData("5::UBIGINT", 5)]
    [InlineData("9::HUGEINT", 9)]
    [InlineData("1.25::DECIMAL(4,2)", 1.25)]
    [InlineData("12345678.5::DECIMAL(30,3)", 12345678.5)]
    [InlineData("0.5::FLOAT", 0.5)]
    [InlineData("DATE '1970-01-03'", 172800)]
    [InlineData("TIMESTAMP '1970-01-01 00:00:01.5'", 1.5)]
    [InlineData("TIMESTAMPTZ '1970-01-01 00:00:02+00'", 2)]
    public void Every_numeric_type_is_copied_as_double(string expression, double expected)
    {
        using var result = connection.Query($"SELECT {expression}");
        var copy = new double[1];
        result.NextChunk()!.Column(0).CopyTo(copy);
        copy[0].ShouldBe(expected);
    }

    [Fact]
    public void Text_shorter_and_longer_than_the_inline_form_is_read()
    {
        using var result = connection.Query("SELECT unnest(['', 'kurz', 'zwölf Zeiche', 'ein ziemlich langer Text mit Ümlauten', NULL])");
        var vector = result.NextChunk()!.Column(0);
        vector.Text(0).ShouldBe("");
        vector.Text(1).ShouldBe("kurz");
        Encoding.UTF8.GetString(vector.Bytes(2)).ShouldBe("zwölf Zeiche");
        vector.Text(3).ShouldBe("ein ziemlich langer Text mit Ümlauten");
        vector.Text(4).ShouldBeNull();
    }

    [Fact]
    public void Reading_a_column_as_another_type_is_refused_with_a_remedy()
    {
        using var result = connection.Query("SELECT 'text' AS name");
        var chunk = result.NextChunk()!;
        Should.Throw<InvalidOperationException>(() => chunk.Column(0).Values<double>().ToArray()).Message.ShouldContain("cast it in the query");
        Should.Throw<InvalidOperationException>(() => chunk.Column(0).CopyTo(new double[1])).Message.ShouldContain("'name' is Varchar");
    }

    [Fact]
    public void Quoted_names_and_texts_survive_hostile_characters()
    {
        using var result = connection.Query($"SELECT {SqlText.Literal("a';--")} AS {SqlText.Identifier("odd \"name\"")}");
        result.Columns[0].Name.ShouldBe("odd \"name\"");
        result.ReadRows()[0][0].ShouldBe("a';--");
    }
}
