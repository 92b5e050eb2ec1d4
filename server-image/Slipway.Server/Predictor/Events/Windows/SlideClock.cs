using Slipway.Contracts.Features;
using Slipway.Contracts.Models;

namespace Slipway.Server.Predictor.Events.Windows;

/// <summary>When windows begin and end, in microseconds since 1970; the definition is that of <see cref="JoinWindow"/>.</summary>
internal readonly record struct SlideClock(long Length, long Slide, long Lateness)
{
    /// <exception cref="InvalidDataException">The length is no multiple of the slide, or of too many of them.</exception>
    public static SlideClock Of(ModelWindow window)
    {
        var clock = new SlideClock(Microseconds(window.Length.Value), Microseconds(window.Slide.Value), Microseconds(window.Lateness.Value));
        return clock.Slide > 0 && clock.Lateness >= 0 && clock.Length >= clock.Slide && clock.Length % clock.Slide == 0 && clock.Length / clock.Slide <= WindowRules.MostSlides
            ? clock
            : throw new InvalidDataException($"a window of {window.Length} that moves on by {window.Slide} is none: the length has to be a multiple of the slide, at most {WindowRules.MostSlides} of them");
    }

    /// <summary>Number of the slide that a moment is in.</summary>
    public long SlideOf(long moment) => Floor(moment, Slide);

    /// <summary>Number of the first slide that the window of a moment does not have any more.</summary>
    public long EndAt(long moment) => Floor(moment - Lateness, Slide);

    /// <summary>Number of the first slide of the window that ends before a slide.</summary>
    public long StartOf(long end) => end - (Length / Slide);

    public static long Microseconds(DateTimeOffset moment) => Microseconds(moment - DateTimeOffset.UnixEpoch);

    private static long Microseconds(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;

    // Towards the past, also before 1970.
    private static long Floor(long value, long step) => (value / step) - (value % step < 0 ? 1 : 0);
}
