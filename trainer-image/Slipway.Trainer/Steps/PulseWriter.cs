using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Steps;
using Slipway.Trainer.Steps.Progress;

namespace Slipway.Trainer.Steps;

/// <summary>Writes the peak of memory into the termination message while a step works: a process that is killed for its memory says nothing more.</summary>
/// <remarks>
/// Guarantees: the file has one whole document of one length at any moment, for it is overwritten in place. Caveats: of a step that dies in an
/// engine without an exception, the message has the peak and not the end of the log.
/// </remarks>
internal sealed class PulseWriter : IAsyncDisposable
{
    private const int Length = 64;
    private const double Growth = 1.01;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly string path;
    private readonly TextWriter errors;
    private readonly Func<long> peak;
    private readonly ITimer timer;
    private long written;
    private bool hasFailed;

    private PulseWriter(string path, TextWriter errors, TimeProvider clock, Func<long> peak)
    {
        (this.path, this.errors, this.peak) = (path, errors, peak);
        timer = clock.CreateTimer(_ => Write(), null, Interval, Interval);
        Write();
    }

    /// <summary>Begins to write; outside of a pod nothing is written.</summary>
    /// <param name="terminationLog">The file; null outside of a pod.</param>
    /// <param name="errors">Where it is told that the file cannot be written.</param>
    /// <param name="clock">Says when to look again.</param>
    /// <param name="peak">The peak of memory so far, in bytes. Default: of this process.</param>
    public static PulseWriter? Start(string? terminationLog, TextWriter errors, TimeProvider clock, Func<long>? peak = null) =>
        terminationLog is null ? null : new PulseWriter(terminationLog, errors, clock, peak ?? (() => ProcessUsage.PeakMemoryBytes));

    public ValueTask DisposeAsync() => timer.DisposeAsync();

    private void Write()
    {
        var bytes = peak();
        if (hasFailed || bytes < written * Growth) return;
        written = bytes;
        var text = JsonSerializer.Serialize(new StepPulse { PeakMemoryBytes = bytes }, ContractsJson.Default.StepPulse).PadRight(Length);
        try
        {
            using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            file.Write(System.Text.Encoding.ASCII.GetBytes(text));
        }
        catch (Exception unwritten) when (unwritten is IOException or UnauthorizedAccessException)
        {
            // A step is not worth less because its peak is not known.
            hasFailed = true;
            errors.WriteLine($"the peak of memory cannot be written to {path}: {unwritten.Message}");
        }
    }
}
