namespace Slipway.Sandbox.Node.Probes;

/// <summary>Turns the outcomes of tries into a verdict once enough in a row agree.</summary>
internal sealed class ProbeCounter(ProbeSchedule schedule)
{
    private int run;
    private bool last;

    /// <summary>Counts one try; true or false when a threshold is reached, null before.</summary>
    public bool? Count(bool succeeded)
    {
        run = succeeded == last ? run + 1 : 1;
        last = succeeded;
        if (succeeded) return run >= schedule.SuccessThreshold ? true : null;
        return run >= schedule.FailureThreshold ? false : null;
    }
}
