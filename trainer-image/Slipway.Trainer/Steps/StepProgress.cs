using System.Globalization;
using Slipway.Contracts.Training;
using Slipway.Trainer.Steps.Progress;

namespace Slipway.Trainer.Steps;

/// <summary>One line for each thing that a waiting person wants to know: seconds since the start, the step, what happens.</summary>
/// <param name="step">Name of the step.</param>
/// <param name="output">Where the lines go.</param>
/// <param name="clock">Time.</param>
/// <param name="push">Who is told the numbers, if anybody is.</param>
internal sealed class StepProgress(string step, TextWriter output, TimeProvider clock, ProgressPush? push = null)
{
    private readonly long start = clock.GetTimestamp();

    /// <summary>The same, with lines that name a part of the step.</summary>
    public StepProgress Of(string part) => new($"{step} {part}", output, clock, push);

    /// <summary>Tells the operator how far the run has come, where it wants to know.</summary>
    public void Push(TrainerStatus status) => push?.Offer(status);

    public void Report(FormattableString message)
    {
        var seconds = clock.GetElapsedTime(start).TotalSeconds.ToString("F1", CultureInfo.InvariantCulture);
        output.WriteLine($"{seconds,7}s {step}: {message.ToString(CultureInfo.InvariantCulture)}");
        output.Flush();
    }
}
