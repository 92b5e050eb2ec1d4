namespace Slipway.XGBoost.Collective;

/// <summary>Where the processes that train together meet.</summary>
/// <param name="Host">Address or name of the process that has the tracker.</param>
/// <param name="Port">Its port.</param>
/// <param name="Workers">Processes that take part, at least 2.</param>
/// <param name="Timeout">
/// Longest wait for another process, in whole seconds: for the last to come, and within every exchange. A process that ends is noticed at once, one that hangs or
/// whose machine is gone after this time.
/// </param>
public sealed record CollectiveAddress(string Host, int Port, int Workers, TimeSpan Timeout)
{
    internal long Seconds => Math.Max(1, (long)Timeout.TotalSeconds);

    /// <summary>XGBoost waits 2, 4, 6, ... seconds between its tries to connect: as many tries as fill the timeout.</summary>
    internal int Tries => (int)Math.Ceiling(Math.Sqrt(Seconds)) + 1;
}
