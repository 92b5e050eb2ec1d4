namespace Slipway.Bench.Processes;

/// <summary>Waits for what other parts bring about, but not for ever.</summary>
internal static class Until
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>Asks every few milliseconds until the answer is yes.</summary>
    /// <param name="condition">What is waited for.</param>
    /// <param name="what">The same in words, for the error.</param>
    public static async Task TrueAsync(Func<Task<bool>> condition, string what)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(start) > Patience) throw new TimeoutException($"not within {Patience.TotalSeconds} s: {what}");
            await Task.Delay(5);
        }
    }
}
