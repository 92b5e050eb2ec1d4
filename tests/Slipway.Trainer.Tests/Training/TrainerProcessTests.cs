using System.Diagnostics;
using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;

namespace Slipway.Trainer.Tests.Training;

/// <summary>The trainer as a container runs it: a process with a specification, a termination message and an exit code.</summary>
[Trait("Capability", "T6")]
public sealed class TrainerProcessTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);
    private readonly TrainRuns runs = new();

    private string TerminationLog => Path.Combine(runs.Folder, "termination-log");

    [Fact]
    public async Task A_specification_becomes_a_model_a_result_and_a_short_message()
    {
        using var dataset = new TestDataset(TestDataset.Shop, TestDataset.ShopColumns, 5_000);
        var spec = runs.Spec(dataset, "clicked", LearningTask.Binary);
        using var trainer = Start(spec);
        var output = await trainer.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        (await ExitCodeAsync(trainer)).ShouldBe(StepExitCode.Succeeded, output);

        output.ShouldContain("round 20/20");
        var message = await File.ReadAllBytesAsync(TerminationLog, TestContext.Current.CancellationToken);
        message.Length.ShouldBeLessThanOrEqualTo(4096);
        var shortened = JsonSerializer.Deserialize(message, ContractsJson.Default.StepResult)!;
        var whole = JsonSerializer.Deserialize(await File.ReadAllBytesAsync(TrainRuns.FileOf(spec, "result.json"), TestContext.Current.CancellationToken), ContractsJson.Default.StepResult)!;
        shortened.Train!.Artifact.ShouldBe(whole.Train!.Artifact);
        File.Exists(TrainRuns.FileOf(spec, "model.onnx")).ShouldBeTrue();
        Directory.Exists(Path.Combine(runs.Folder, "scratch")).ShouldBeTrue();
        Directory.EnumerateFileSystemEntries(Path.Combine(runs.Folder, "scratch")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_mistake_in_the_specification_is_not_worth_a_retry()
    {
        using var dataset = new TestDataset(TestDataset.Shop, TestDataset.ShopColumns, 500);
        using var trainer = Start(runs.Spec(dataset, "clicked", LearningTask.Binary, """{"max_dept":3}"""));
        (await ExitCodeAsync(trainer)).ShouldBe(StepExitCode.Invalid);
        var message = JsonSerializer.Deserialize(await File.ReadAllBytesAsync(TerminationLog, TestContext.Current.CancellationToken), ContractsJson.Default.StepResult)!;
        message.Error!.Message.ShouldContain("max_dept");
        message.Error.Remedy.ShouldBe("Did you mean 'max_depth'?");
    }

    [Fact]
    [Trait("Capability", "T7")]
    public async Task A_terminated_trainer_leaves_tidily_and_may_be_tried_again()
    {
        using var dataset = new TestDataset(TestDataset.Shop, TestDataset.ShopColumns, 2_000);
        var spec = runs.Spec(dataset, "clicked", LearningTask.Binary, """{"n_estimators":1000000}""");
        using var trainer = Start(spec);
        while (await trainer.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            if (line.Contains("round ", StringComparison.Ordinal)) break;
        using (var kill = Process.Start("kill", ["-TERM", trainer.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)])) await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        (await ExitCodeAsync(trainer)).ShouldBe(StepExitCode.Temporary);
        File.Exists(TrainRuns.FileOf(spec, "model.onnx")).ShouldBeFalse();
    }

    public void Dispose() => runs.Dispose();

    private Process Start(TrainSpec spec)
    {
        var path = Path.Combine(runs.Folder, "spec.json");
        File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(spec, ContractsJson.Default.TrainSpec));
        return Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Slipway.Trainer"), ["train"])
        {
            RedirectStandardOutput = true,
            Environment =
            {
                ["SLIPWAY_SPEC"] = path, ["SLIPWAY_TERMINATION_LOG"] = TerminationLog, ["SLIPWAY_SCRATCH"] = Path.Combine(runs.Folder, "scratch"),
            },
        })!;
    }

    private static async Task<int> ExitCodeAsync(Process trainer)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Deadline);
        try
        {
            // What is still written must be read, or a full pipe keeps the process from ending.
            await trainer.StandardOutput.ReadToEndAsync(deadline.Token);
            await trainer.WaitForExitAsync(deadline.Token);
            return trainer.ExitCode;
        }
        finally
        {
            if (!trainer.HasExited) trainer.Kill();
        }
    }
}
