using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.Trainer.Tests.Training.Distributed;

namespace Slipway.Trainer.Tests.Training.Memory;

/// <summary>Rows that memory does not hold give the model that they give in memory.</summary>
[Trait("Capability", "T5")]
public sealed class ExternalMemoryTests : IDisposable
{
    // 18,000 rows of about 20 columns: 1.8 MB in memory, 1.0 MB as bins.
    private const string Streamed = "870000", External = "400000";
    private readonly TrainRuns runs = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_form_in_which_rows_are_kept_does_not_change_what_is_learned()
    {
        using var dataset = new TestDataset(TestDataset.Shop, TestDataset.ShopColumns, 30_000);
        var whole = await TrainAsync(dataset, "whole", workers: 1, memory: null);
        var streamed = await TrainAsync(dataset, "streamed", workers: 1, Streamed);
        var external = await TrainAsync(dataset, "external", workers: 1, External);

        whole.Log.ShouldNotContain("binned from the files");
        streamed.Log.ShouldContain("binned from the files");
        streamed.Log.ShouldNotContain("scratch files");
        external.Log.ShouldContain("the bins stay in scratch files");
        streamed.Digest.ShouldBe(whole.Digest, "the same bins of the same rows in the same order");
        Compare(whole.Report, external.Report);
        external.Report.Threshold!.Value.ShouldBe(whole.Report.Threshold!.Value, 0.05, "chosen on all validation rows, batch by batch");
    }

    [Fact]
    public async Task Workers_keep_their_shares_in_files_too()
    {
        using var dataset = new TestDataset(TestDataset.Shop, TestDataset.ShopColumns, 30_000);
        var external = await TrainAsync(dataset, "external", workers: 2, "200000");

        external.Log.ShouldContain("the bins stay in scratch files");
        Test(external.Report, "roc_auc").ShouldBeGreaterThan(0.8);
    }

    public void Dispose() => runs.Dispose();

    private static void Compare(EvaluationReport whole, EvaluationReport other)
    {
        foreach (var metric in new[] { "roc_auc", "log_loss" }) Test(other, metric).ShouldBe(Test(whole, metric), 0.005, metric);
        other.Curve!.Count.ShouldBe(whole.Curve!.Count);
        other.Curve.Zip(whole.Curve).ShouldAllBe(pair => pair.First.Split == pair.Second.Split && Math.Abs(pair.First.Value - pair.Second.Value) < 0.005);
    }

    private static double Test(EvaluationReport report, string metric) =>
        report.Metrics.Single(each => each is { Split: Split.Test, Slice: null } && each.Metric == metric).Value!.Value;

    private async Task<(string Log, string Digest, EvaluationReport Report)> TrainAsync(TestDataset dataset, string output, int workers, string? memory)
    {
        var spec = runs.Spec(dataset, "clicked", LearningTask.Binary, """{"n_estimators":20,"max_depth":4}""", output) with { Workers = workers, Threads = 1 };
        using var gang = new Gang(spec, Trixie.Trainer, memory is null ? null : new Dictionary<string, string> { ["SLIPWAY_LEARNER_MEMORY_BYTES"] = memory });
        gang.Start();
        (await gang.ExitCodesAsync(TimeSpan.FromMinutes(2), Cancellation)).ShouldAllBe(code => code == StepExitCode.Succeeded, gang.Log(0));
        return (gang.Log(0), TrainRuns.Manifest(spec).Artifact.Digest, TrainRuns.Evaluation(spec));
    }
}
