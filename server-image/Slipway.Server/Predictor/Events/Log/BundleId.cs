using System.Buffers.Binary;

namespace Slipway.Server.Predictor.Events.Log;

/// <summary>Name of a bundle of events: a UUID of version 7, whose time says in which folder it lies.</summary>
internal readonly record struct BundleId
{
    private const int Version = 7;
    private readonly Guid value;

    private BundleId(Guid value) => this.value = value;

    /// <summary>When the id was made, by the clock of who made it.</summary>
    public DateTimeOffset Time => DateTimeOffset.FromUnixTimeMilliseconds(Milliseconds(value));

    public static BundleId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    /// <summary>Reads an id as it is written in headers and names of objects.</summary>
    public static bool TryParse(string text, out BundleId id)
    {
        var sound = Guid.TryParseExact(text, "D", out var value) && value.Version == Version && value.Variant is >= 8 and <= 11
            && Milliseconds(value) <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
        id = sound ? new BundleId(value) : default;
        return sound;
    }

    public override string ToString() => value.ToString("D");

    /// <summary>The first 48 bits: milliseconds since 1970.</summary>
    private static long Milliseconds(Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        return (long)(BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 16);
    }
}
