using System.Diagnostics;

namespace Slipway.Demo.Story;

/// <summary>One part of the story: what should happen, whether it has, and what it says meanwhile.</summary>
/// <param name="Title">What should happen.</param>
/// <param name="IsOver">Whether it has happened.</param>
/// <param name="Telling">What to say about it now.</param>
internal sealed record Chapter(string Title, Func<ShopState, bool> IsOver, Func<ShopState, string> Telling)
{
    private readonly Stopwatch clock = new();

    public TimeSpan Elapsed => clock.Elapsed;

    public bool Begun => clock.Elapsed > TimeSpan.Zero;

    public bool Over { get; private set; }

    public string Text { get; private set; } = "";

    public void Begin() => clock.Start();

    public void Look(ShopState state)
    {
        if (Over || !Begun) return;
        var told = Telling(state);
        if (told.Length > 0) Text = told;
        if (!IsOver(state)) return;
        Over = true;
        clock.Stop();
    }
}
