using System.Globalization;

namespace Slipway.Trainer.Steps;

/// <summary>One line for each thing that a waiting person wants to know: seconds since the start, the step, what happens.</summary>
internal sealed class StepProgress(string step, TextWriter output, TimeProvider clock)
{
    private readonly long start = clock.GetTimestamp();

    /// <summary>The same, with lines that name a part of the step.</summary>
    public StepProgress Of(string part) => new($"{step} {part}", output, clock);

    public void Report(FormattableString message)
    {
        var seconds = clock.GetElapsedTime(start).TotalSeconds.ToString("F1", CultureInfo.InvariantCulture);
        output.WriteLine($"{seconds,7}s {step}: {message.ToString(CultureInfo.InvariantCulture)}");
        output.Flush();
    }
}
