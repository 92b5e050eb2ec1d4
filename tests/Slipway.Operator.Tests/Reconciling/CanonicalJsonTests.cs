using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Slipway.Operator.Reconciling;

namespace Slipway.Operator.Tests.Reconciling;

public sealed class CanonicalJsonTests
{
    [Theory]
    [InlineData("""{"b":[1,{"z":null,"y":true}],"a":"é<"}""", """{"a":"\u00E9\u003C","b":[1,{"y":true,"z":null}]}""")]
    [InlineData("""{ "a": 1.50, "B": 2 }""", """{"B":2,"a":1.50}""")]
    [InlineData("null", "null")]
    [InlineData("[]", "[]")]
    public void The_digest_is_that_of_the_text_with_sorted_members(string text, string sorted) => CanonicalJson.Digest(JsonNode.Parse(text))
        .ShouldBe("sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sorted))));

    [Fact]
    public void The_order_of_a_list_counts() =>
        CanonicalJson.Digest(JsonNode.Parse("[1,2]")).ShouldNotBe(CanonicalJson.Digest(JsonNode.Parse("[2,1]")));
}
