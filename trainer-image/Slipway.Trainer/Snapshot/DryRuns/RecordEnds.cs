namespace Slipway.Trainer.Snapshot.DryRuns;

/// <summary>Finds where records of a text end: at line ends, but for those inside of quotes. Read in pieces.</summary>
/// <param name="delimiter">Last byte of what stands between fields; null where every line is a record.</param>
internal sealed class RecordEnds(byte? delimiter)
{
    private enum Place
    {
        FieldStart,
        Field,
        Quoted,
        // Behind a quote inside of quotes: the end of them, or the first half of a doubled one.
        QuoteInQuotes,
    }

    private Place place = Place.FieldStart;

    /// <summary>Goes through the next bytes until so many records have ended.</summary>
    /// <returns>The records that ended, and the position behind the last one's end; 0 where none ended.</returns>
    public (long Records, int End) Next(ReadOnlySpan<byte> bytes, long wanted)
    {
        var (records, end) = (0L, 0);
        for (var index = 0; index < bytes.Length && records < wanted; index++)
        {
            place = After(bytes[index]);
            if (bytes[index] != (byte)'\n' || place == Place.Quoted) continue;
            records++;
            end = index + 1;
        }

        return (records, end);
    }

    private Place After(byte next)
    {
        if (next == (byte)'"' && delimiter is not null)
        {
            return place switch
            {
                Place.FieldStart or Place.QuoteInQuotes => Place.Quoted,
                Place.Quoted => Place.QuoteInQuotes,
                _ => Place.Field,
            };
        }

        if (place == Place.Quoted) return Place.Quoted;
        return next == (byte)'\n' || next == delimiter ? Place.FieldStart : Place.Field;
    }
}
