using System.Globalization;
using Slipway.Features.Graph;

namespace Slipway.Features.Backends;

/// <summary>
/// MurmurHash3 and hashed words in DuckDB's SQL, which has no such function of its own: arithmetic on UBIGINT, whose products of two 32-bit numbers do not
/// overflow. A value that is needed more than once is bound to a name by a lambda over a list of one.
/// </summary>
internal static class SqlHash
{
    private const string Mask = "4294967295::UBIGINT";

    /// <summary>The hash of a text as a signed number.</summary>
    public static string Signed(string text) =>
        $"CAST({Let("__h", Hash(text), "CASE WHEN __h < 2147483648 THEN __h::BIGINT ELSE __h::BIGINT - 4294967296 END")} AS DOUBLE)";

    /// <summary>A map from the number of a bucket, counted from 1, to its weight; without the buckets that have none.</summary>
    public static string WordBuckets(Node node, string text)
    {
        var buckets = node.Width.ToString(CultureInfo.InvariantCulture);
        var hashes = $"list_transform({Runs(text, (int)node.Value)}, lambda __t: {Hash("__t")})";
        // The sign of the hash decides the sign of the bucket's number, so that one histogram counts both.
        var signed = $"list_transform({hashes}, lambda __h: CASE WHEN __h < 2147483648 THEN (__h::BIGINT % {buckets}) + 1 ELSE -((4294967296 - __h::BIGINT) % {buckets}) - 1 END)";
        if (node.Literal == BucketWeighing.Counts) return $"list_aggregate(list_transform({signed}, lambda __b: abs(__b)), 'histogram')";
        const string Sums = "list_transform(__k, lambda __b: coalesce(__m[__b], 0)::DOUBLE - coalesce(__m[-__b], 0)::DOUBLE)";
        const string Keys = "list_distinct(list_transform(map_keys(__m), lambda __b: abs(__b)))";
        const string Length = "greatest('1'::DOUBLE, sqrt(list_sum(list_transform(__v, lambda __w: __w * __w))))";
        var values = node.Literal == BucketWeighing.Unit ? Let("__v", Sums, Let("__n", Length, "list_transform(__v, lambda __w: __w / __n)")) : Sums;
        return Let("__m", $"list_aggregate({signed}, 'histogram')", Let("__k", Keys, $"map(__k, {values})"));
    }

    /// <summary>The weight of one bucket.</summary>
    public static string Weight(string buckets, int index) => string.Create(CultureInfo.InvariantCulture, $"CAST(coalesce({buckets}[{index + 1}], 0) AS FLOAT)");

    private static string Runs(string text, int longest)
    {
        var all = Enumerable.Range(1, longest).Select(RunsOf).ToList();
        return Let("__p", $"string_split({text}, ' ')", all.Count == 1 ? all[0] : $"list_concat({string.Join(", ", all)})");
    }

    /// <summary>The runs of one length. The list is zipped with itself, shifted; where it ends the zip has NULL, which no filter lets through.</summary>
    private static string RunsOf(int length)
    {
        if (length == 1) return "list_filter(__p, lambda __g: __g <> '')";
        var places = Enumerable.Range(1, length).ToList();
        var shifted = places.Select(place => place == 1 ? "__p" : $"__p[{place}:]");
        var complete = places.Select(place => $"__z[{place}] <> ''");
        var joined = places.Select(place => $"__z[{place}]");
        return $"list_transform(list_filter(list_zip({string.Join(", ", shifted)}), lambda __z: {string.Join(" AND ", complete)}), lambda __z: {string.Join(" || ' ' || ", joined)})";
    }

    /// <summary>The hash of a text, a UBIGINT below 2^32.</summary>
    private static string Hash(string text)
    {
        // The bytes as hexadecimal digits, eight to a word, the last one filled up with zeros; then the bytes of each word are turned round, because its first is the lowest.
        const string Word = "('0x' || substr(__f, __i, 8))::UBIGINT";
        const string Turned = "(__v >> 24) | ((__v >> 8) & 65280::UBIGINT) | ((__v << 8) & 16711680::UBIGINT) | ((__v & 255::UBIGINT) << 24)";
        var words = $"list_transform(range(1, length(__s) + 1, 8), lambda __i: {Word})";
        words = $"list_transform({words}, lambda __v: {Turned})";
        words = $"list_transform({words}, lambda __v: (__v * 3432918353::UBIGINT) & {Mask})";
        words = $"list_transform({words}, lambda __v: ({Rotated("__v", 15)} * 461845907::UBIGINT) & {Mask})";
        var whole = $"list_reduce(__w[1:length(__s) // 8], lambda __h, __v: (({Rotated("xor(__h, __v)", 13)} * 5::UBIGINT) + 3864292196::UBIGINT) & {Mask}, 0::UBIGINT)";
        var all = $"xor(xor({whole}, CASE WHEN length(__s) % 8 > 0 THEN __w[-1] ELSE 0::UBIGINT END), (length(__s) // 2)::UBIGINT)";
        var hash = Let("__s", $"hex(encode({text}))", Let("__f", "__s || '000000'", Let("__w", words, all)));
        hash = Let("__h", hash, $"(xor(__h, __h >> 16) * 2246822507::UBIGINT) & {Mask}");
        hash = Let("__h", hash, $"(xor(__h, __h >> 13) * 3266489909::UBIGINT) & {Mask}");
        return Let("__h", hash, "xor(__h, __h >> 16)");
    }

    private static string Rotated(string value, int by) => $"((({value} << {by}) | ({value} >> {32 - by})) & {Mask})";

    private static string Let(string name, string value, string body) => $"list_transform([{value}], lambda {name}: {body})[1]";
}
