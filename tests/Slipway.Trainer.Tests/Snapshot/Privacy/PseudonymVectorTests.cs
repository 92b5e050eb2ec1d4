using System.Net;
using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Slipway.DuckDb;
using Slipway.Trainer.Snapshot.Privacy;

namespace Slipway.Trainer.Tests.Snapshot.Privacy;

/// <summary>Pseudonyms against published vectors, and what prefix preserving means.</summary>
[Trait("Capability", "D23")]
public sealed class PseudonymVectorTests
{
    // The key of the sample trace of the original distribution of Crypto-PAn.
    private static readonly byte[] SampleKey =
    [
        21, 34, 23, 141, 51, 164, 207, 128, 19, 10, 91, 22, 73, 144, 125, 16, 216, 152, 143, 131, 121, 121, 101, 39, 98, 87, 76, 45, 42, 132, 34, 2,
    ];

    [Theory]
    // RFC 4231, test cases 1 to 4 and 6 (a key longer than a block).
    [InlineData("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")]
    [InlineData("4a656665", "what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")]
    [InlineData(
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "Test Using Larger Than Block-Size Key - Hash Key First", "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")]
    public void The_keyed_digest_in_SQL_is_HMAC_SHA_256(string key, string text, string digest)
    {
        using var database = Database.OpenInMemory();
        using var connection = database.Connect();
        connection.Execute($"CREATE TABLE digests AS SELECT {KeyedDigest.Sql("text")} AS digest FROM (SELECT {SqlText.Literal(text)} AS text)", default, KeyedDigest.Parameters(Convert.FromHexString(key)));
        connection.Scalar<string>("SELECT digest FROM digests").ShouldBe(digest);
    }

    [Fact]
    public void The_keyed_digest_of_any_text_is_that_of_the_framework()
    {
        using var database = Database.OpenInMemory();
        using var connection = database.Connect();
        var key = SHA256.HashData("key"u8);
        var sql = $"SELECT {KeyedDigest.Sql("$3")}";
        var parameters = KeyedDigest.Parameters(key);
        Prop.ForAll(ArbMap.Default.ArbFor<UnicodeString>(), text =>
        {
            // The engine's texts end nowhere before their end but at a zero character, which no source text has.
            var value = text.Get.Replace("\0", "", StringComparison.Ordinal);
            return connection.Scalar<string>(sql, default, [.. parameters, value]) == Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(value)));
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("128.11.68.132", "135.242.180.132")]
    [InlineData("129.118.74.4", "134.136.186.123")]
    [InlineData("130.132.252.244", "133.68.164.234")]
    [InlineData("24.0.250.221", "100.15.198.226")]
    [InlineData("4.3.88.225", "124.60.155.63")]
    [InlineData("64.39.15.238", "0.219.7.41")]
    [InlineData("216.254.18.172", "235.7.16.162")]
    [InlineData("::1", "78ff:f001:9fc0:20df:8380:b1f1:704:ed")]
    [InlineData("::ffff", "78ff:f001:9fc0:20df:8380:b1f1:704:f838")]
    [InlineData("2001:db8::1", "4401:2bc:603f:d91d:27f:ff8e:e6f1:dc1e")]
    [InlineData("2001:db8::2", "4401:2bc:603f:d91d:27f:ff8e:e6f1:dc1c")]
    public void Addresses_get_the_pseudonyms_of_Crypto_PAn(string address, string pseudonym)
    {
        using var pseudonyms = new AddressPseudonyms(SampleKey);
        pseudonyms.Of(address).ShouldBe(pseudonym);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ada@example.org")]
    [InlineData("1.2.3")]
    [InlineData("1.2.3.04")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("1.2.3.256")]
    [InlineData("fe80::1%eth0")]
    [InlineData("2130706433")]
    public void What_is_no_address_has_no_pseudonym(string text)
    {
        using var pseudonyms = new AddressPseudonyms(SampleKey);
        pseudonyms.Of(text).ShouldBeNull();
    }

    [Fact]
    public void Two_addresses_share_exactly_as_many_leading_bits_after_as_before()
    {
        using var pseudonyms = new AddressPseudonyms(SHA256.HashData("another key"u8));
        var cases = from length in Gen.Elements(4, 16)
                    from one in Gen.Choose(0, 255).ArrayOf(length)
                    from noise in Gen.Choose(0, 255).ArrayOf(length)
                    from shared in Gen.Choose(0, length * 8)
                    select (One: Bytes(one), Other: Mixed(Bytes(one), Bytes(noise), shared));
        Prop.ForAll(cases.ToArbitrary(), pair => SharedBits(Pseudonym(pair.One), Pseudonym(pair.Other)) == SharedBits(pair.One, pair.Other)).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

        // ::ffff:1.2.3.4 is written like an IPv4 address and stays one of IPv6.
        byte[] Pseudonym(byte[] address) => IPAddress.Parse(pseudonyms.Of(new IPAddress(address).ToString())!).GetAddressBytes();
    }

    [Fact]
    public void Parts_of_a_text_are_shared_exactly_as_far_as_they_were()
    {
        var pseudonyms = new PartPseudonyms(SHA256.HashData("key"u8), '.', fromEnd: true);
        var (mail, web, other) = (pseudonyms.Of("mail.example.org"), pseudonyms.Of("www.example.org"), pseudonyms.Of("mail.example.com"));
        Wider(mail).ShouldBe(Wider(web));
        mail.Split('.')[0].ShouldNotBe(web.Split('.')[0]);
        // The same host name below another domain is another.
        mail.Split('.').Intersect(other.Split('.')).ShouldBeEmpty();
        pseudonyms.Of("example.org").ShouldBe(Wider(mail));

        static string Wider(string name) => name[(name.IndexOf('.') + 1)..];
    }

    private static byte[] Bytes(int[] numbers) => [.. numbers.Select(number => (byte)number)];

    private static byte[] Mixed(byte[] one, byte[] noise, int shared) =>
        [.. Enumerable.Range(0, one.Length).Select(at => Enumerable.Range(0, 8).Aggregate(0, (value, bit) => (value << 1) | ((((at * 8) + bit < shared ? one : noise)[at] >> (7 - bit)) & 1))).Select(value => (byte)value)];

    private static int SharedBits(byte[] one, byte[] other)
    {
        one.Length.ShouldBe(other.Length);
        var bits = 0;
        while (bits < one.Length * 8 && ((one[bits / 8] ^ other[bits / 8]) & (0x80 >> (bits % 8))) == 0) bits++;
        return bits;
    }
}
