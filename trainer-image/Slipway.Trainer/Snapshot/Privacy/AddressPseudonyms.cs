using System.Net;
using System.Security.Cryptography;

namespace Slipway.Trainer.Snapshot.Privacy;

/// <summary>Prefix-preserving pseudonyms of IP addresses: Crypto-PAn (Xu, Fan, Ammar, Moon, ICNP 2002) with AES-128, over 32 bits for IPv4 and 128 bits for IPv6.</summary>
/// <remarks>Guarantees: one to one within each family; two addresses share exactly as many leading bits after as before. Caveats: whoever knows some pairs knows the prefixes of others.</remarks>
internal sealed class AddressPseudonyms : IPrefixPseudonyms, IDisposable
{
    private const int Block = 16;

    private readonly Aes cipher = Aes.Create();
    private readonly byte[] pad = new byte[Block];
    private readonly byte[] plain = new byte[Block * Block * 8];
    private readonly byte[] flips = new byte[Block * Block * 8];

    /// <param name="key">16 bytes of the cipher, then 16 from which the padding is made.</param>
    public AddressPseudonyms(byte[] key)
    {
        cipher.Key = key[..Block];
        cipher.EncryptEcb(key.AsSpan(Block, Block), pad, PaddingMode.None);
    }

    /// <summary>The pseudonym of an address in its usual form; null when the text is none.</summary>
    public string? Of(string text)
    {
        if (!IsStrict(text) || !IPAddress.TryParse(text, out var address)) return null;
        return new IPAddress(Of(address.GetAddressBytes())).ToString();
    }

    public void Dispose() => cipher.Dispose();

    private byte[] Of(byte[] address)
    {
        var bits = address.Length * 8;
        // Each bit is flipped or not by a block that holds the bits before it, and the padding behind them.
        for (var bit = 0; bit < bits; bit++)
        {
            var block = plain.AsSpan(bit * Block, Block);
            pad.CopyTo(block);
            var (whole, rest) = (bit / 8, bit % 8);
            address.AsSpan(0, whole).CopyTo(block);
            if (rest == 0) continue;
            var mask = (byte)(0xff << (8 - rest));
            block[whole] = (byte)((address[whole] & mask) | (pad[whole] & ~mask));
        }

        cipher.EncryptEcb(plain.AsSpan(0, bits * Block), flips, PaddingMode.None);
        var result = (byte[])address.Clone();
        for (var bit = 0; bit < bits; bit++) result[bit / 8] ^= (byte)((flips[bit * Block] >> 7) << (7 - (bit % 8)));
        return result;
    }

    // The framework also takes 0x7f.1 and 2130706433 for addresses, and zones of interfaces.
    private static bool IsStrict(string text) =>
        text.Contains(':') ? !text.Contains('%') && !text.Contains('[') : text.Count(each => each == '.') == 3 && text.All(each => char.IsAsciiDigit(each) || each == '.')
            && text.Split('.').All(part => part is [_] || (part.Length is 2 or 3 && part[0] != '0'));
}
