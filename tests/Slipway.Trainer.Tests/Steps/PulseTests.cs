using Slipway.Contracts.Steps;
using Slipway.Testing;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Tests.Steps;

/// <summary>While a step works its termination message has the peak of memory, for whoever finds it killed.</summary>
[Trait("Capability", "T7")]
public sealed class PulseTests : IDisposable
{
    private readonly string path = Path.GetTempFileName();

    public void Dispose() => File.Delete(path);

    [Fact]
    public async Task The_peak_is_there_from_the_start_and_is_a_whole_document_after_each_write()
    {
        var clock = new ManualTimeProvider();
        var peak = 1_000_000_000_000;
        await using var pulse = PulseWriter.Start(path, TextWriter.Null, clock, () => peak);
        foreach (var (next, told) in new[] { (1_000_000_000_000, 1_000_000_000_000), (1_005_000_000_000, 1_000_000_000_000), (2_000_000_000_000, 2_000_000_000_000), (5, 2_000_000_000_000) })
        {
            peak = next;
            clock.Advance(TimeSpan.FromSeconds(1));
            Read().PeakMemoryBytes.ShouldBe(told, "what is hardly more is not worth a write, and a shorter number leaves no rest of a longer one");
        }
    }

    [Fact]
    public async Task The_peak_is_that_of_the_process()
    {
        await using var pulse = PulseWriter.Start(path, TextWriter.Null, new ManualTimeProvider());
        Read().PeakMemoryBytes.ShouldBeInRange(10_000_000, 1_000_000_000_000);
    }

    [Fact]
    public async Task Nothing_is_written_once_the_step_has_ended()
    {
        var clock = new ManualTimeProvider();
        await using (PulseWriter.Start(path, TextWriter.Null, clock)) Read();
        await File.WriteAllTextAsync(path, "the result", TestContext.Current.CancellationToken);
        clock.Advance(TimeSpan.FromMinutes(1));
        (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).ShouldBe("the result");
    }

    [Fact]
    public async Task A_message_that_cannot_be_written_is_told_and_stops_nothing()
    {
        await using var said = new StringWriter();
        await using var pulse = PulseWriter.Start("/nowhere/at/all", said, new ManualTimeProvider());
        said.ToString().ShouldContain("/nowhere/at/all");
        PulseWriter.Start(terminationLog: null, said, new ManualTimeProvider()).ShouldBeNull("outside of a pod there is no such message");
    }

    [Fact]
    public void A_result_or_the_end_of_a_log_is_no_pulse()
    {
        StepPulse.Parse("""{"step":"train","outcome":"Succeeded"}""").ShouldBeNull();
        StepPulse.Parse("Traceback").ShouldBeNull();
        StepPulse.Parse("{ broken").ShouldBeNull();
        StepPulse.Parse(null).ShouldBeNull();
    }

    private StepPulse Read() => StepPulse.Parse(File.ReadAllText(path)).ShouldNotBeNull();
}
