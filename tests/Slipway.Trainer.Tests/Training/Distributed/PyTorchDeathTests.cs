using System.Globalization;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.Testing;

namespace Slipway.Trainer.Tests.Training.Distributed;

/// <summary>Workers of <c>examples/pytorch</c>: one that dies takes the others along, and all together go on from the last checkpoint.</summary>
/// <remarks>Needs PyTorch (580 MB with all that it depends on), so that it runs by <c>make example-pytorch</c> alone.</remarks>
public sealed class PyTorchDeathTests : IDisposable
{
    private readonly TrainRuns runs = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    [Trait("Capability", "T5")]
    public async Task When_a_worker_is_killed_the_others_end_and_the_next_try_goes_on_from_the_checkpoint()
    {
        using var dataset = new TestDataset(TestDataset.Shop, TestDataset.ShopColumns, 40_000);
        var spec = runs.Spec(dataset, "clicked", LearningTask.Binary, """{"epochs":10}""") with { Workers = 3, Features = null };
        using var gang = new Gang(
            spec, ["/usr/bin/python3", Path.Combine(Repository.Root, "examples", "pytorch", "train.py"), "train"],
            new Dictionary<string, string> { ["DUCKDB_LIBRARY"] = Path.Combine(AppContext.BaseDirectory, "libduckdb.so"), ["PYTHONDONTWRITEBYTECODE"] = "1", ["OMP_NUM_THREADS"] = "1" });
        gang.Start();
        await gang.UntilAsync(1, "epoch 2/10", Cancellation);
        gang.Processes[2].Kill();

        var codes = await gang.ExitCodesAsync(TimeSpan.FromSeconds(60), Cancellation);
        codes.ShouldAllBe(code => code != StepExitCode.Succeeded && code != StepExitCode.Invalid && code != StepExitCode.Refused, "every worker ends, and none as if trying again could not help");
        File.Exists(TrainRuns.FileOf(spec, "model.onnx")).ShouldBeFalse();

        gang.Start();
        (await gang.ExitCodesAsync(TimeSpan.FromMinutes(2), Cancellation)).ShouldBe([0, 0, 0], gang.Log(0));
        List<string> resumed = [];
        for (var rank = 0; rank < 3; rank++) resumed.Add((await gang.UntilAsync(rank, "resumed after epoch", Cancellation)).Split(' ')[^1]);
        resumed.Distinct().Count().ShouldBe(1, "all from the same checkpoint");
        int.Parse(resumed[0], CultureInfo.InvariantCulture).ShouldBeInRange(2, 9);
        gang.Termination(0).Train!.Metrics!.Single(metric => metric.Metric == "roc_auc").Value!.Value.ShouldBeGreaterThan(0.7);
    }

    public void Dispose() => runs.Dispose();
}
