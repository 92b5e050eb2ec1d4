namespace Slipway.Sandbox.Tests;

/// <summary>Waits for what other processes and background work bring about.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    public static async Task HoldsAsync(Func<Task<bool>> condition, string what, CancellationToken cancellation)
    {
        var end = DateTime.UtcNow + Deadline;
        while (!await condition())
        {
            if (DateTime.UtcNow > end)
            {
                throw new TimeoutException($"it never came true that {what}");
            }

            await Task.Delay(20, cancellation);
        }
    }
}
