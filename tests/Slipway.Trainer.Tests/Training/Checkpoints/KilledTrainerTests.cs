using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Slipway.Contracts;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;

namespace Slipway.Trainer.Tests.Training.Checkpoints;

/// <summary>The trainer as a node kills it: SIGKILL at moments that nobody chose, and another process for the same run.</summary>
[Trait("Capability", "T8")]
public sealed partial class KilledTrainerTests : IDisposable
{
    private const int Kills = 20;
    private const int Rounds = 900;
    private const int Interval = 25;
    private readonly TrainRuns runs = new();

    [Fact]
    public async Task A_run_killed_at_twenty_moments_ends_with_the_model_of_an_undisturbed_one()
    {
        using var dataset = new TestDataset(TestDataset.Shop, TestDataset.ShopColumns, 400);
        var spec = runs.Spec(dataset, "clicked", LearningTask.Binary, $$"""{"n_estimators":{{Rounds}},"max_depth":2,"eta":0.01}""") with { Checkpoint = new CheckpointPolicy { Rounds = Interval } };
        var random = new Random(20260527);
        var (resumes, told) = (0, 0);
        for (var kill = 0; kill < Kills; kill++)
        {
            // Half of the moments lie anywhere, half of them after a checkpoint of the process, however fast the machine is.
            var output = await KillAsync(spec, afterCheckpoint: kill % 2 == 1, TimeSpan.FromMilliseconds(random.Next(0, kill % 2 == 1 ? 40 : 350)));
            if (ResumedPattern().Match(output) is { Success: true } resumed)
            {
                resumes++;
                Number(resumed).ShouldBeGreaterThanOrEqualTo(told - Interval, $"kill {kill}: what was told is lost by an interval at most");
            }

            told = RoundPattern().Matches(output).Select(Number).Append(told).Max();
            output.ShouldNotContain("A checkpoint was not gone on from", Case.Sensitive);
        }

        resumes.ShouldBeGreaterThan(3, "some of the moments must lie after a checkpoint");
        using (var last = Start(spec)) (await EndAsync(last)).ShouldBe(StepExitCode.Succeeded);

        var result = Result(spec);
        result.ResumedFrom.ShouldNotBeNull().ShouldAllBe(resumed => resumed.Exact && resumed.Round % Interval == 0);
        result.ResumedFrom.Select(resumed => resumed.Round).ShouldBeInOrder();
        result.Booster!.Rounds.ShouldBe(Rounds);
        TrainRuns.Evaluation(spec).Curve!.Select(point => point.Round).ShouldBe(Enumerable.Range(0, Rounds).SelectMany(round => new[] { round, round }));
        Directory.Exists(TrainRuns.FileOf(spec, "checkpoints")).ShouldBeFalse("they are removed when the result is written");

        var undisturbed = spec with { Output = spec.Output + "-undisturbed", Checkpoint = null };
        var whole = (await runs.RunAsync(undisturbed)).Train!;
        whole.ResumedFrom.ShouldBeNull();
        whole.Artifact.Digest.ShouldBe(result.Artifact.Digest);
        whole.Booster!.Digest.ShouldBe(result.Booster.Digest);
    }

    public void Dispose() => runs.Dispose();

    private async Task<string> KillAsync(TrainSpec spec, bool afterCheckpoint, TimeSpan delay)
    {
        var start = DateTime.UtcNow;
        using var trainer = Start(spec);
        var output = trainer.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        while (afterCheckpoint && !trainer.HasExited && !HasCheckpointSince(spec, start)) await Task.Delay(TimeSpan.FromMilliseconds(2), TestContext.Current.CancellationToken);
        await Task.Delay(delay, TestContext.Current.CancellationToken);
        trainer.Kill();
        await trainer.WaitForExitAsync(TestContext.Current.CancellationToken);
        return await output;
    }

    private static bool HasCheckpointSince(TrainSpec spec, DateTime start)
    {
        var folder = TrainRuns.FileOf(spec, "checkpoints");
        return Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Any(file => File.GetLastWriteTimeUtc(file) > start);
    }

    private Process Start(TrainSpec spec)
    {
        var path = Path.Combine(runs.Folder, "killed.json");
        File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(spec, ContractsJson.Default.TrainSpec));
        return Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Slipway.Trainer"), ["train"])
        {
            RedirectStandardOutput = true,
            Environment = { ["SLIPWAY_SPEC"] = path, ["SLIPWAY_TERMINATION_LOG"] = Path.Combine(runs.Folder, "log"), ["SLIPWAY_SCRATCH"] = Path.Combine(runs.Folder, "scratch") },
        })!;
    }

    private static async Task<int> EndAsync(Process trainer)
    {
        await trainer.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await trainer.WaitForExitAsync(TestContext.Current.CancellationToken);
        return trainer.ExitCode;
    }

    private static TrainResult Result(TrainSpec spec) => JsonSerializer.Deserialize(File.ReadAllBytes(TrainRuns.FileOf(spec, "result.json")), ContractsJson.Default.StepResult)!.Train!;

    private static int Number(Match match) => int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"goes on from round (\d+)")]
    private static partial Regex ResumedPattern();

    [GeneratedRegex(@"round (\d+)/")]
    private static partial Regex RoundPattern();
}
