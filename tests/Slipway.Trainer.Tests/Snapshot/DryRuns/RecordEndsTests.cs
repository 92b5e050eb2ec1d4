using System.Text;
using Slipway.Trainer.Snapshot.DryRuns;

namespace Slipway.Trainer.Tests.Snapshot.DryRuns;

[Trait("Capability", "D12")]
public sealed class RecordEndsTests
{
    [Theory]
    [InlineData("a,b\nc,d\n", "a,b\n")]
    [InlineData("a,\"b\nc\"\nd,e\n", "a,\"b\nc\"\n")]
    [InlineData("\"a\"\"\n\"\"\",b\nc\n", "\"a\"\"\n\"\"\",b\n")]
    [InlineData("5\" pipe,b\nc,d\n", "5\" pipe,b\n")]
    [InlineData("\"\",b\r\nc,d\n", "\"\",b\r\n")]
    [InlineData("a,\"never closed\nb\n", "")]
    [InlineData("no end", "")]
    public void A_record_ends_at_a_line_end_outside_of_quotes(string text, string first) => First(text, (byte)',', piece: text.Length).ShouldBe(first);

    [Fact]
    public void Every_line_is_a_record_where_nothing_quotes() => First("{\"a\":\"\n{}\n", delimiter: null, piece: 100).ShouldBe("{\"a\":\"\n");

    [Fact]
    public void Pieces_of_any_size_give_the_same()
    {
        const string text = "x,\"a\"\"b\n\",\"\"\ny,z\n";
        for (var piece = 1; piece <= text.Length; piece++) First(text, (byte)',', piece).ShouldBe("x,\"a\"\"b\n\",\"\"\n");
    }

    private static string First(string text, byte? delimiter, int piece)
    {
        var (bytes, ends) = (Encoding.UTF8.GetBytes(text), new RecordEnds(delimiter));
        for (var start = 0; start < bytes.Length; start += piece)
        {
            var (records, end) = ends.Next(bytes.AsSpan(start, Math.Min(piece, bytes.Length - start)), wanted: 1);
            if (records > 0) return Encoding.UTF8.GetString(bytes, 0, start + end);
        }

        return "";
    }
}
