namespace Slipway.Kubernetes.Tests.Support;

/// <summary>Waits for what other threads bring about, with a deadline instead of a guess.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    public static async Task True(Func<bool> condition, string because = "")
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            if (TimeProvider.System.GetElapsedTime(start) > Deadline) throw new TimeoutException($"did not come true within {Deadline}: {because}");
            await Task.Delay(2, TestContext.Current.CancellationToken);
        }
    }
}
