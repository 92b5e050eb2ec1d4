namespace Slipway.Server.Predictor.Events.Windows;

/// <summary>The tiles of one entity, one for each slide in which it had events.</summary>
/// <remarks>Guarantees: safe for one writer and any number of readers; a reader holds the lock as long as it adds up the tiles of one window.</remarks>
internal sealed class EntityTiles(int width)
{
    private readonly Lock gate = new();
    private long[] slides = new long[1];
    private double[] tiles = new double[width];
    private int count;

    /// <summary>Adds an event; tiles before <paramref name="oldest"/> may go.</summary>
    public void Add(long slide, ReadOnlySpan<double> values, long oldest)
    {
        lock (gate) TileLayout.AddEvent(TileOf(slide, oldest), values);
    }

    /// <summary>Adds up the tiles from one slide to before another.</summary>
    public void Total(long from, long to, Span<double> total)
    {
        lock (gate)
        {
            var first = FirstFrom(from);
            TileLayout.AddTiles(total, tiles.AsSpan(first * width, (FirstFrom(to) - first) * width));
        }
    }

    /// <summary>Removes the tiles before a slide.</summary>
    /// <returns>Whether any are left.</returns>
    public bool Sweep(long oldest)
    {
        lock (gate)
        {
            RemoveBefore(oldest);
            if (count > 0 && count * 4 <= slides.Length) Resize(count);
            return count > 0;
        }
    }

    private Span<double> TileOf(long slide, long oldest)
    {
        var at = FirstFrom(slide);
        if (at == count || slides[at] != slide)
        {
            if (count == slides.Length) at -= RemoveBefore(oldest);
            if (count == slides.Length) Resize(count * 2);
            Array.Copy(slides, at, slides, at + 1, count - at);
            Array.Copy(tiles, at * width, tiles, (at + 1) * width, (count - at) * width);
            slides[at] = slide;
            TileLayout.Clear(tiles.AsSpan(at * width, width));
            count++;
        }

        return tiles.AsSpan(at * width, width);
    }

    private int RemoveBefore(long oldest)
    {
        var gone = FirstFrom(oldest);
        if (gone == 0) return 0;
        count -= gone;
        Array.Copy(slides, gone, slides, 0, count);
        Array.Copy(tiles, gone * width, tiles, 0, count * width);
        return gone;
    }

    private void Resize(int length)
    {
        Array.Resize(ref slides, length);
        Array.Resize(ref tiles, length * width);
    }

    private int FirstFrom(long slide)
    {
        var at = Array.BinarySearch(slides, 0, count, slide);
        return at < 0 ? ~at : at;
    }
}
