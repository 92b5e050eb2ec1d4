using System.Security.Cryptography;
using System.Text;

namespace Slipway.Trainer.Snapshot.Privacy;

/// <summary>Prefix-preserving pseudonyms of texts in parts, such as domain names: each part is digested with all wider ones, so that equal parts below different ones tell nothing.</summary>
internal sealed class PartPseudonyms(byte[] key, char separator, bool fromEnd) : IPrefixPseudonyms
{
    private const int Bytes = 16;

    public string Of(string text)
    {
        var parts = text.Split(separator);
        if (fromEnd) Array.Reverse(parts);
        var made = new string[parts.Length];
        for (var count = 1; count <= parts.Length; count++)
        {
            // Joined by the separator, which no part holds: the text is one to one with the parts.
            var wider = Encoding.UTF8.GetBytes(string.Join(separator, parts.AsSpan(0, count)));
            made[count - 1] = Convert.ToHexStringLower(HMACSHA256.HashData(key, wider).AsSpan(0, Bytes));
        }

        if (fromEnd) Array.Reverse(made);
        return string.Join(separator, made);
    }
}
