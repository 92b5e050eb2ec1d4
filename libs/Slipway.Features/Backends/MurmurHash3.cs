using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Slipway.Features.Backends;

/// <summary>MurmurHash3 for x86 with 32 bits and seed 0, the hash that ONNX Runtime and scikit-learn have.</summary>
internal static class MurmurHash3
{
    public static int Of(string text)
    {
        ReadOnlySpan<byte> bytes = Encoding.UTF8.GetBytes(text);
        uint hash = 0;
        var rest = bytes;
        for (; rest.Length >= 4; rest = rest[4..])
            hash = (BitOperations.RotateLeft(hash ^ Mixed(BinaryPrimitives.ReadUInt32LittleEndian(rest)), 13) * 5) + 0xe6546b64;
        uint last = 0;
        for (var i = rest.Length - 1; i >= 0; i--) last = (last << 8) | rest[i];
        hash ^= Mixed(last) ^ (uint)bytes.Length;
        hash = (hash ^ (hash >> 16)) * 0x85ebca6b;
        hash = (hash ^ (hash >> 13)) * 0xc2b2ae35;
        return (int)(hash ^ (hash >> 16));
    }

    private static uint Mixed(uint word) => BitOperations.RotateLeft(word * 0xcc9e2d51, 15) * 0x1b873593;
}
