using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;

namespace Slipway.Trainer.Tests.Snapshot;

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class TrainerProcessTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    private readonly SnapshotRun run = new();

    public void Dispose() => run.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Capability", "D6")]
    public async Task A_source_that_may_not_be_read_is_forbidden_and_not_empty(bool wholeFolder)
    {
        var path = run.Write("clicks.csv", SnapshotRun.Header + SnapshotRun.Rows(10));
        File.SetUnixFileMode(Path.GetDirectoryName(run.SourceFolder)!, (UnixFileMode)Convert.ToInt32("777", 8));
        if (wholeFolder) File.SetUnixFileMode(run.SourceFolder, UnixFileMode.None);
        else File.SetUnixFileMode(path, UnixFileMode.None);
        try
        {
            using var trainer = new TrainerProcess(run.Spec(), otherUser: true);
            (await trainer.ExitCodeAsync()).ShouldBe(StepExitCode.Invalid, trainer.Output);
            var error = trainer.Termination.Error!;
            error.Reason.ShouldBe("SourceForbidden");
            error.Message.ShouldContain(wholeFolder ? run.SourceFolder : path);
            error.Remedy.ShouldContain("not treated as empty");
        }
        finally
        {
            File.SetUnixFileMode(run.SourceFolder, (UnixFileMode)Convert.ToInt32("755", 8));
        }
    }

    [Theory]
    [InlineData("reading")]
    [InlineData("kept")]
    [InlineData("profiled")]
    [Trait("Capability", "D2")]
    public async Task Killed_at_any_point_and_run_again_it_ends_with_the_same_version(string moment)
    {
        run.Write("clicks.csv", SnapshotRun.Header + SnapshotRun.Rows(200_000));
        using (var trainer = new TrainerProcess(run.Spec()))
        {
            (await trainer.ReachesAsync(moment, Deadline)).ShouldBeTrue(trainer.Output);
            trainer.Kill();
            await trainer.ExitCodeAsync();
        }

        var manifests = Directory.Exists(run.OutputFolder) ? Directory.GetFiles(run.OutputFolder, "manifest.json", SearchOption.AllDirectories) : [];
        manifests.ShouldBeEmpty("a version without all its files must have no manifest");
        var again = await run.SucceedAsync(run.Spec());
        Directory.Delete(run.OutputFolder, recursive: true);
        (await run.SucceedAsync(run.Spec())).Digest.ShouldBe(again.Digest);
        again.Rows.Read.ShouldBe(200_000);
    }

    [Fact]
    public async Task A_stop_signal_ends_the_step_as_temporary()
    {
        run.Write("clicks.csv", SnapshotRun.Header + SnapshotRun.Rows(600_000));
        using var trainer = new TrainerProcess(run.Spec() with { Threads = 1 });
        (await trainer.ReachesAsync("reading", Deadline)).ShouldBeTrue(trainer.Output);
        trainer.Terminate();
        (await trainer.ExitCodeAsync()).ShouldBe(StepExitCode.Temporary, trainer.Output);
        trainer.Termination.Error!.Reason.ShouldBe("Interrupted");
    }

    [Fact]
    public async Task An_executable_without_a_known_command_explains_itself()
    {
        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Slipway.Trainer.dll"), "snapshto"])
        {
            RedirectStandardError = true,
        })!;
        var text = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(StepExitCode.Invalid);
        text.ShouldContain("Commands: snapshot");
    }
}
