namespace Slipway.Server.Tests.Predictor.Events;

/// <summary>Waits for what a server does by itself.</summary>
internal static class Eventually
{
    public static async Task TrueAsync(Func<Task<bool>> condition)
    {
        for (var deadline = DateTime.UtcNow.AddSeconds(20); !await condition();)
        {
            if (DateTime.UtcNow > deadline) throw new TimeoutException("it did not come to this in 20 seconds");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}
