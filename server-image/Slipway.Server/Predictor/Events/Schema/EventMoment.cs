namespace Slipway.Server.Predictor.Events.Schema;

/// <summary>Reads moments and days out of texts, as strictly as a snapshot does; UTC where the text names no offset.</summary>
internal static class EventMoment
{
    private const int LongestFraction = 9;

    // What the calendar has: an offset can lead out of it.
    private const long First = -62_135_596_800_000_000;
    private const long Last = 253_402_300_799_999_999;

    /// <summary>Reads <c>2026-11-27</c>.</summary>
    public static bool TryReadDay(ReadOnlySpan<char> text, out long microseconds)
    {
        microseconds = 0;
        return text.Length == 10 && TryReadDate(ref text, out microseconds);
    }

    /// <summary>Reads <c>2026-11-27T06:00:00.125Z</c>: a space instead of the T, no seconds, no fraction, an offset or none are taken, and a day alone. What is finer than microseconds is cut off.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out long microseconds)
    {
        if (!TryReadDate(ref text, out microseconds)) return false;
        if (text.IsEmpty) return true;
        if (text[0] is not ('T' or 't' or ' ')) return false;
        text = text[1..];
        if (!TryTake(ref text, 2, 23, out var hour) || !TrySkip(ref text, ':') || !TryTake(ref text, 2, 59, out var minute)) return false;
        var second = 0;
        var fraction = 0L;
        if (TrySkip(ref text, ':') && (!TryTake(ref text, 2, 59, out second) || !TryReadFraction(ref text, out fraction))) return false;
        if (!TryReadOffset(text, out var offset)) return false;
        microseconds += (((((hour * 60L) + minute - offset) * 60L) + second) * 1_000_000L) + fraction;
        return microseconds is >= First and <= Last;
    }

    private static bool TryReadDate(ref ReadOnlySpan<char> text, out long microseconds)
    {
        microseconds = 0;
        if (!TryTake(ref text, 4, 9999, out var year) || !TrySkip(ref text, '-') || !TryTake(ref text, 2, 12, out var month) || !TrySkip(ref text, '-')
            || !TryTake(ref text, 2, 31, out var day)) return false;
        if (year < 1 || month < 1 || day < 1 || day > DateTime.DaysInMonth(year, month)) return false;
        microseconds = (new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc) - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        return true;
    }

    private static bool TryReadFraction(ref ReadOnlySpan<char> text, out long microseconds)
    {
        microseconds = 0;
        if (!TrySkip(ref text, '.')) return true;
        var digits = 0;
        for (; digits < text.Length && char.IsAsciiDigit(text[digits]); digits++)
            if (digits < 6) microseconds = (microseconds * 10) + (text[digits] - '0');
        for (var digit = digits; digit < 6; digit++) microseconds *= 10;
        text = text[digits..];
        return digits is > 0 and <= LongestFraction;
    }

    /// <summary>Minutes east of Greenwich.</summary>
    private static bool TryReadOffset(ReadOnlySpan<char> text, out int minutes)
    {
        minutes = 0;
        if (text is "" or "Z" or "z") return true;
        var east = text[0] == '+';
        if (!east && text[0] != '-') return false;
        text = text[1..];
        if (!TryTake(ref text, 2, 15, out var hours)) return false;
        var rest = 0;
        TrySkip(ref text, ':');
        if (!text.IsEmpty && !TryTake(ref text, 2, 59, out rest)) return false;
        minutes = ((hours * 60) + rest) * (east ? 1 : -1);
        return text.IsEmpty;
    }

    private static bool TryTake(ref ReadOnlySpan<char> text, int digits, int largest, out int number)
    {
        number = 0;
        if (text.Length < digits) return false;
        for (var i = 0; i < digits; i++)
        {
            if (!char.IsAsciiDigit(text[i])) return false;
            number = (number * 10) + (text[i] - '0');
        }

        text = text[digits..];
        return number <= largest;
    }

    private static bool TrySkip(ref ReadOnlySpan<char> text, char expected)
    {
        if (text.IsEmpty || text[0] != expected) return false;
        text = text[1..];
        return true;
    }
}
