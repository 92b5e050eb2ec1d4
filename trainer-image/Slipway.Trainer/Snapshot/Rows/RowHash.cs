namespace Slipway.Trainer.Snapshot.Rows;

/// <summary>SQL of numbers that depend on a text alone, so that any language can compute them.</summary>
internal static class RowHash
{
    /// <summary>The first eight bytes of the text's MD5 as a little-endian number.</summary>
    // The engine has a function for it, which takes three times as long.
    public static string FirstBytes(string text) => $"CAST(md5_number({text}) & 18446744073709551615::UHUGEINT AS UBIGINT)";

    /// <summary>The same as a number in (0, 1).</summary>
    public static string Chance(string text) => $"((CAST({FirstBytes(text)} AS DOUBLE) + 0.5) / 18446744073709551616.0)";
}
