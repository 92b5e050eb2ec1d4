using System.Diagnostics;
using System.Globalization;
using Slipway.Demo;
using Slipway.EndToEnd.Tests.BadInput;

namespace Slipway.EndToEnd.Tests.Checkpoints;

/// <summary>The pod of a run is killed while it learns: the pod that takes its place goes on, and there is one version.</summary>
/// <remarks>Twenty moments, and that nothing but an interval is lost, are shown with the trainer's process alone: a Job waits longer after each failure.</remarks>
[Collection(nameof(Workbench))]
[Trait("Capability", "T8"), Trait("Capability", "T6")]
public sealed class KilledPodTests(Workbench bench)
{
    private const int Rounds = 5000;

    [Fact]
    public async Task A_killed_run_goes_on_in_another_pod_and_makes_one_version()
    {
        await bench.ApplyAsync($$"""
            apiVersion: slipway.dev/v1alpha1
            kind: TrainingJob
            metadata: {name: stubborn}
            spec:
              model: stubborn
              owner: tests
              dataset: sample
              featureSet: sample
              task: Binary
              retries: 2
              checkpoint: {rounds: 50}
              hyperparameters: {num_boost_round: {{Rounds}}, max_depth: 2, eta: 0.001}
            """);
        await KillAsync("stubborn-v1", Path.Combine(new Uri(bench.Store).LocalPath, "models", "bench", "stubborn", "v1", "stubborn-v1", "checkpoints", "stage-0", "index.json"));

        await bench.ReadyAsync("trainingjob/stubborn", "Trained");

        (await bench.GetAsync("modelversions", "{.items[?(@.spec.model==\"stubborn\")].metadata.name}")).ShouldBe("stubborn-v1");
        (await bench.GetAsync("modelversion/stubborn-v1", "{.spec.booster.rounds}")).ShouldBe(Rounds.ToString(CultureInfo.InvariantCulture));
        int.Parse(await bench.GetAsync("modelversion/stubborn-v1", "{.spec.provenance.resumedFrom[0].round}"), CultureInfo.InvariantCulture).ShouldBeGreaterThanOrEqualTo(50);
        (await bench.GetAsync("trainingjob/stubborn", "{.status.runs[*].name}")).ShouldBe("stubborn-v1");
        (await bench.GetAsync("trainingjob/stubborn", "{.status.runs[0].usage.podSeconds}")).ShouldNotBeEmpty();
        (await bench.GetAsync("job/stubborn-v1", "{.status.failed}")).ShouldBe("1");
    }

    // The trainer of the run, by the name of its pod, as soon as there is something to go on from.
    private static async Task KillAsync(string run, string index)
    {
        var end = DateTimeOffset.UtcNow.AddSeconds(120);
        while (!File.Exists(index))
        {
            if (DateTimeOffset.UtcNow > end) throw new DemoException($"{run} wrote no checkpoint to {index}");
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        foreach (var process in Process.GetProcesses())
        {
            using (process)
            {
                if (IsOf(process, run)) process.Kill();
            }
        }
    }

    private static bool IsOf(Process process, string run)
    {
        try
        {
            return File.ReadAllText($"/proc/{process.Id}/environ").Split('\0').Any(variable => variable.StartsWith($"POD_NAME={run}-", StringComparison.Ordinal));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
