using System.Collections.Concurrent;
using System.IO.Hashing;

namespace Slipway.Server.Predictor.Events.Windows;

/// <summary>Tiles of all entities that had events within a window.</summary>
/// <remarks>
/// Guarantees: safe for one writer and any number of readers. The order in which events come does not matter.
/// Caveats: memory is that of the entities which had an event within the window's length; nothing bounds their number.
/// </remarks>
internal sealed class WindowState
{
    private readonly ConcurrentDictionary<byte[], EntityTiles> entities = new(new KeyComparer());
    private readonly ConcurrentDictionary<byte[], EntityTiles>.AlternateLookup<ReadOnlySpan<byte>> byKey;
    private long readUpTo = long.MinValue;

    public WindowState(SlideClock clock, int columns)
    {
        Clock = clock;
        Width = TileLayout.Width(columns);
        byKey = entities.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public SlideClock Clock { get; }

    /// <summary>Length of a total.</summary>
    public int Width { get; }

    /// <summary>Number of entities; for the writer alone.</summary>
    public int Entities { get; private set; }

    /// <summary>All that was in the log at this moment, in microseconds since 1970, is in here.</summary>
    public long ReadUpTo
    {
        get => Volatile.Read(ref readUpTo);
        set => Volatile.Write(ref readUpTo, value);
    }

    /// <summary>Adds an event.</summary>
    /// <param name="key">Key of its entity.</param>
    /// <param name="moment">When it happened.</param>
    /// <param name="values">Of each aggregated column; NaN is missing.</param>
    /// <param name="now">The clock: what no window from now on has is left out.</param>
    public void Add(ReadOnlySpan<byte> key, long moment, ReadOnlySpan<double> values, long now)
    {
        var (slide, oldest) = (Clock.SlideOf(moment), Oldest(now));
        if (slide < oldest) return;
        if (!byKey.TryGetValue(key, out var tiles))
        {
            tiles = new EntityTiles(Width);
            entities[key.ToArray()] = tiles;
            Entities++;
        }

        tiles.Add(slide, values, oldest);
    }

    /// <summary>Whether the window that ends before a slide has all that was in the log at its end.</summary>
    public bool IsComplete(long end) => ReadUpTo >= end * Clock.Slide;

    /// <summary>Adds up the window of an entity that ends before a slide.</summary>
    /// <param name="key">The entity.</param>
    /// <param name="end">Number of the first slide that it does not have.</param>
    /// <param name="total">As <see cref="TileLayout"/> has it.</param>
    public void Read(ReadOnlySpan<byte> key, long end, Span<double> total)
    {
        TileLayout.Clear(total);
        if (byKey.TryGetValue(key, out var tiles)) tiles.Total(Clock.StartOf(end), end, total);
    }

    /// <summary>Removes what no window from now on has.</summary>
    public void Sweep(long now)
    {
        var oldest = Oldest(now);
        foreach (var (key, tiles) in entities)
        {
            if (tiles.Sweep(oldest)) continue;
            entities.TryRemove(key, out _);
            Entities--;
        }
    }

    // One slide more than the window of this moment: a clock that is set back a little asks for it again.
    private long Oldest(long now) => Clock.StartOf(Clock.EndAt(now)) - 1;

    private sealed class KeyComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> alternate) => (int)XxHash3.HashToUInt64(alternate);

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
